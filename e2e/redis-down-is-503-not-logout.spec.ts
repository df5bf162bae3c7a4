/*
 * Section: Redis
 * Promise: While all of Redis is away the answer is 503 and the cookie stays; the same cookie is
 *   valid afterwards.
 * Control: A request without a cookie is answered as usual during the outage.
 */
import { signInByApi, user, whoami } from "./fixtures/site.ts";
import { redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("with all of Redis gone nobody is logged out: 503 in time, the cookie untouched, and valid again afterwards", async ({
  request,
  playwright,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await signInByApi(request);
  const before = await whoami(request);
  for (const name of redisNames) await stack.kill(name);

  for (let attempt = 0; attempt < 6; attempt += 1) {
    const began = performance.now();
    const response = await request.get("/api/whoami");
    const seconds = (performance.now() - began) / 1000;
    expect(response.status(), "with a cookie, nobody can say who this is").toBe(503);
    expect(seconds).toBeLessThan(3);
    expect(response.headers()["retry-after"]).toMatch(/^\d+$/);
    expect(
      response.headers()["set-cookie"],
      "a cookie is never taken away for want of an answer",
    ).toBeUndefined();
  }

  const stranger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  expect((await whoami(stranger)).session, "without a cookie nothing has to be asked").toBeNull();
  const begun = performance.now();
  const login = await stranger.post("/api/session", { data: user });
  expect([login.status(), (await login.json()).reason], "a login waits as long as a write").toEqual([
    503,
    "store-away",
  ]);
  expect((performance.now() - begun) / 1000, "and not for its count as well").toBeLessThan(9);
  await stranger.dispose();

  for (const name of redisNames) await stack.start(name);
  await expect(async () => {
    expect((await whoami(request)).session).toEqual(before.session);
  }, "the same cookie works once Redis is back").toPass({ timeout: 15_000 });
});
