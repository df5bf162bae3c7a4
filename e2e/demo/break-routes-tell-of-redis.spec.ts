/*
 * Section: Pages and lessons
 * Promise: While Redis is away an operator who wants to break something gets 503 and a time to
 *   come back.
 * Control: The same request without a session is answered 403.
 */
import { DurableRedis } from "../../lib/session/redis/durable.ts";
import { UserDirectory } from "../../lib/users/directory.ts";
import { RedisUserRecords } from "../../lib/users/redis/user-records.ts";
import { openSecondSite } from "../../stack/site.ts";
import { partsOf } from "../../stack/topology.ts";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { newPerson } from "../fixtures/person.ts";
import { onCluster } from "../fixtures/redis-nodes.ts";
import { signInByApi } from "../fixtures/site.ts";
import { expect, test } from "../fixtures/test.ts";

test.skip(inContainers, aboutProcesses);
test.skip(onCluster, "there this second site has the first one's Redis, which another test would miss");

// This site has no demo mode. In demo mode everybody may break things, and the site need not know
// the person.
const production = openSecondSite("break-routes", { DEMO_MODE: "off" });
test.use({ baseURL: production.siteUrl });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await production.remove();
  await production.stack.up();
});
test.afterAll(() => production.remove());

test("while Redis is away the routes that break things tell an operator to come back, and not that only operators may", async ({
  request,
}) => {
  test.setTimeout(120_000);
  const wishes = [
    ["/api/break", { verb: "kill", part: "app-b" }],
    ["/api/lessons/failover", { verb: "begin", id: crypto.randomUUID() }],
  ] as const;
  for (const [path, data] of wishes)
    expect((await request.post(path, { data })).status(), `${path}, the control: nobody may`).toBe(403);
  const redis = new DurableRedis({ url: await production.redisUrl(), label: "e2e" });
  const grace = await newPerson({ users: new UserDirectory(new RedisUserRecords(redis)) }, "operator");
  await redis.close();
  await signInByApi(request, grace);
  for (const { name } of partsOf(production.stack.parts, "redis")) await production.stack.kill(name);
  for (const [path, data] of wishes) {
    const answer = await request.post(path, { data });
    expect(answer.status(), path).toBe(503);
    expect(answer.headers()["content-type"], path).toBe("application/problem+json");
    expect(Number(answer.headers()["retry-after"]), path).toBeGreaterThan(0);
  }
});
