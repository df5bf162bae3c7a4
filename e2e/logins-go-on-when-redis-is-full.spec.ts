/*
 * Section: Redis
 * Promise: With Redis full, logins go on or are answered 503 with the setting to change; signed-in
 *   people stay signed in.
 * Control: `lib/session/eviction.test.ts` lets Redis evict any key, and the session in use goes.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { asOperator } from "../lib/session/testing/redis-admin.ts";
import { logFileOf } from "../stack/native/driver.ts";
import { readSettings } from "../stack/settings.ts";
import { inContainers } from "./fixtures/containers.ts";
import { cookieOf, knownBy, newPerson, signInAs } from "./fixtures/person.ts";
import { primaryName } from "./fixtures/redis.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.afterEach(() => stack.relieve());

async function evicted(): Promise<number> {
  const address = await stack.address(await primaryName());
  const info = await asOperator(address, settings.secrets.REDIS_OPERATOR_PASSWORD, (redis) => redis.info());
  return Number(/^evicted_keys:(\d+)/m.exec(info)?.[1]);
}

test("with Redis full, logins go on and sessions that nobody used make room, not the one in use", async ({
  page,
  node,
  person,
  playwright,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const device = { browser: "a test", system: "this test" };
  const idle = Array.from({ length: 1500 }, (_, index) => ({
    user: randomUUID(),
    data: { email: `idle-${index}@example.com`, name: "Idle", role: "user" as const },
  }));
  await Promise.all(
    idle.map((one) =>
      node.store.create({ ...one, metadata: { createdBy: "e2e", signInMethod: "password", device } }),
    ),
  );
  const made = Date.now();
  // Redis counts the time since a key's last use in whole seconds.
  await expect.poll(() => Date.now() - made, "seconds pass").toBeGreaterThan(2000);
  await signInAs(page, person);
  const before = await evicted();
  await stack.fill("volatile-lru");

  // The control is in lib/session/eviction.test.ts: if Redis may evict any key, it may also evict
  // this one.
  const others = await Promise.all(Array.from({ length: 12 }, () => newPerson(node)));
  for (const other of others) {
    const request = await playwright.request.newContext(baseURL ? { baseURL } : {});
    await signInByApi(request, other);
    expect((await whoami(request)).session, "who signs in while it is full is signed in").not.toBeNull();
    await request.dispose();
    await page.reload();
    await expect(page.getByTestId("session-id"), "who uses the site stays signed in").toBeVisible();
  }
  expect(await evicted(), "keys that made room").toBeGreaterThan(before);
  expect(await knownBy(await cookieOf(page))).toEqual(nodeNames.map(() => person.email));
});

test("with Redis full and nothing to be evicted, a login is 503 that names the setting; who is signed in goes on and can sign out", async ({
  page,
  person,
  playwright,
  baseURL,
}) => {
  await signInAs(page, person);
  const request = await playwright.request.newContext(baseURL ? { baseURL } : {});
  await expect(async () => {
    // The test fills Redis again at each try: a larger buffer that is freed meanwhile would leave
    // room.
    await stack.fill("noeviction");
    const refused = await request.post("/api/session", { data: person });
    expect(refused.status()).toBe(503);
    expect((await refused.json()).detail).toContain("Raise `maxmemory`");
    expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
  }, "logins are refused, with the reason").toPass({ timeout: 15_000 });

  // A sign-out takes the cookie away, so a stream that begins later is nobody's.
  await page.goto("about:blank");
  const streaming = page.waitForResponse((response) => response.url().endsWith("/api/events"));
  await page.goto("/account");
  await streaming;
  await expect(page.getByTestId("session-id"), "reads go on").toBeVisible();
  const cookie = await cookieOf(page);
  expect((await page.request.get("/api/sessions")).status(), "so does the list").toBe(200);
  expect((await page.request.delete("/api/session")).status(), "and a sign-out").toBe(204);
  await expect(page, "which the open page hears of").toHaveURL("/login?ended=elsewhere");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await knownBy(cookie)).toEqual(nodeNames.map(() => null));
  if (!inContainers) {
    const log = await readFile(logFileOf(readSettings(), nodeNames[0] ?? ""), "utf8");
    expect(log, "a node says it too").toContain("Raise `maxmemory`");
  }

  await stack.relieve();
  await signInByApi(request, person);
  await request.dispose();
});
