/*
 * Section: Redis
 * Promise: All of Redis is killed and comes back from its disks with every login that is older
 *   than a second.
 * Control: A session that was ended before stays ended.
 */
import { load } from "./fixtures/load.ts";
import { user } from "./fixtures/site.ts";
import { redisNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("all of Redis is killed at once and comes back from its disks: every login acknowledged more than a second before is there", async () => {
  test.setTimeout(120_000);
  const begun: { cookie: string; at: number }[] = [];
  const ended: string[] = [];
  const over = new AbortController();
  const url = new URL("/api/session", settings.siteUrl);
  const signingIn = load({
    rate: 10,
    most: 2,
    method: "POST",
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
    complaint: ({ status, headers }) => {
      const [cookie = ""] = headers["set-cookie"]?.[0]?.split(";") ?? [];
      if (status === 201) begun.push({ cookie, at: performance.now() });
      return undefined;
    },
    until: over.signal,
  });
  // Fewer than the cap of sessions per user.
  await expect(async () => {
    expect(begun.length).toBeGreaterThan(5);
  }, "6 logins").toPass({ timeout: 20_000, intervals: [20] });
  over.abort();
  await signingIn;
  const [first] = begun;
  if (!first) throw new Error("There were 6 logins.");
  expect((await fetch(url, { method: "DELETE", headers: { cookie: first.cookie } })).status).toBe(204);
  ended.push(first.cookie);
  const last = Math.max(...begun.map(({ at }) => at));
  await expect(async () => {
    expect(performance.now() - last).toBeGreaterThan(1000);
  }, "a second passes").toPass({ timeout: 5000, intervals: [100] });

  await Promise.all(redisNames.map((name) => stack.kill(name)));
  for (const name of redisNames) await stack.start(name);
  const sessionOf = async (cookie: string) => {
    const answer = await fetch(new URL("/api/whoami", settings.siteUrl), { headers: { cookie } });
    expect(answer.status).toBe(200);
    return (await answer.json()).session;
  };
  await expect(async () => {
    await sessionOf(first.cookie);
  }, "Redis answers again").toPass({ timeout: 20_000 });
  for (const { cookie } of begun) {
    if (ended.includes(cookie)) expect(await sessionOf(cookie), "who was signed out stays so").toBeNull();
    else expect(await sessionOf(cookie), "a login is there").not.toBeNull();
  }
});
