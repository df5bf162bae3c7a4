/*
 * Section: Operating
 * Promise: An outage of Redis is at most 6 lines in a node's log, and one line at its start and one
 *   at its end name the primaries and how long writes waited.
 */
import { aboutProcesses, inContainers } from "./fixtures/containers.ts";
import { load } from "./fixtures/load.ts";
import { linesOf } from "./fixtures/log.ts";
import { primaryName } from "./fixtures/redis.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { sessionCookie, signInByApi, user } from "./fixtures/site.ts";
import { nodeNames, redisNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, aboutProcesses);
test.skip(onCluster, aboutSentinels);

/** Returns a function that gives the lines of each node from now on. */
async function listening() {
  const before = new Map<string, number>();
  for (const node of nodeNames) before.set(node, (await linesOf(node)).length);
  return async () =>
    new Map(
      await Promise.all(
        nodeNames.map(async (node) => [node, (await linesOf(node)).slice(before.get(node))] as const),
      ),
    );
}

test("during 18 s without Redis at 20 requests per second no node logs more than 6 lines, the first and the last of which tell the outage", async ({
  request,
}) => {
  test.setTimeout(180_000);
  await signInByApi(request);
  const cookie = `unstuck=${await sessionCookie(request)}`;
  const primary = await primaryName();
  const said = await listening();
  for (const name of redisNames) await stack.kill(name);
  const over = new AbortController();
  setTimeout(() => over.abort(), 18_000);
  const reads = load({
    rate: 19,
    method: "GET",
    url: new URL("/api/whoami", settings.siteUrl),
    headers: { cookie },
    complaint: () => undefined,
    until: over.signal,
  });
  const logins = load({
    rate: 1,
    method: "POST",
    url: new URL("/api/session", settings.siteUrl),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
    complaint: () => undefined,
    until: over.signal,
  });
  expect((await reads).sent, "requests in the outage").toBeGreaterThan(200);
  await logins;
  for (const name of redisNames) await stack.start(name);
  await expect(async () => {
    expect((await request.get("/api/whoami")).status()).toBe(200);
  }, "Redis answers again").toPass({ timeout: 20_000 });
  // A run of failures is over, and is counted, 10 s after its last failure.
  await expect(async () => {
    for (const lines of (await said()).values()) expect(lines.at(-1)?.msg).toMatch(/more within/);
  }, "each node has counted what it answered").toPass({ timeout: 30_000 });

  for (const [node, lines] of await said()) {
    const told = lines.map(({ msg }) => String(msg));
    expect(told.length, `${node}: ${told.join(" | ")}`).toBeLessThanOrEqual(6);
    expect(told[0], node).toContain(`${primary} (`);
    expect(told[0], node).toContain("is gone. Writes wait");
    expect(
      told.filter((line) => /the Redis primary( now|, is back).*writes waited up to \d+/.test(line)),
      node,
    ).toHaveLength(1);
    for (const line of lines) expect(line).toMatchObject({ node, build: expect.any(String) });
  }
});

test("a failover is two lines on each node, which name the old and the new primary", async () => {
  test.setTimeout(120_000);
  const old = await primaryName();
  const said = await listening();
  await stack.kill(old);
  const ends = /^(\S+) \(.*\) is the Redis primary now, after (\S+) \(.*\); writes waited up to [\d.]+ s\.$/;
  await expect(async () => {
    for (const [node, lines] of await said()) {
      const told = lines.map(({ msg }) => String(msg));
      expect(told, node).toEqual([
        expect.stringMatching(new RegExp(`^${old} \\(.*\\), the Redis primary, is gone`)),
        expect.stringMatching(ends),
      ]);
      const [, next, before] = ends.exec(told[1] ?? "") ?? [];
      expect([before, redisNames.includes(next ?? "") && next !== old], node).toEqual([old, true]);
    }
  }, "each node names both").toPass({ timeout: 20_000 });
});
