/*
 * Section: Redis
 * Promise: Every press of one counter that was acknowledged during a failover counts, and no
 *   other.
 * Control: `lib/session/concurrent-changes.test.ts`: connect-redis loses some of 50 updates at
 *   once.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, load } from "../fixtures/load.ts";
import { anotherPrimary, primaryName, rolesOf, settled } from "../fixtures/redis.ts";
import { sessionCookie, signInByApi } from "../fixtures/site.ts";
import { settings, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("scripts press one counter while the primary is killed: every press that was acknowledged counts, and no other", async ({
  request,
}) => {
  test.setTimeout(120_000);
  await settled();
  await signInByApi(request);
  const headers = { Cookie: `unstuck=${await sessionCookie(request)}` };
  const lost = await primaryName();
  const over = new AbortController();
  const presses = load({
    rate: 20,
    // The presses that wait for the election all go to one counter at once afterwards.
    most: 40,
    method: "POST",
    url: new URL("/api/session/counter", settings.siteUrl),
    headers,
    complaint: ({ status, body }: Answer) => (status === 200 ? undefined : body),
    until: over.signal,
  });
  try {
    await pause(1000);
    await stack.kill(lost);
    await anotherPrimary(lost);
    await pause(1000);
  } finally {
    over.abort();
  }
  const { sent, failures } = await presses;
  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThan(10);
  const { session } = await (await request.get("/api/whoami")).json();
  expect(session.counter).toBe(sent);
  await stack.start(lost);
  await expect
    .poll(async () => (await rolesOf())[lost], { message: "the old primary is a replica", timeout: 30_000 })
    .toBe("replica");
});
