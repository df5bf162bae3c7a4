import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import type { PrimaryNews } from "./absence.ts";
import { DurableRedis } from "./durable.ts";
import { Script } from "./script.ts";

const increment = new Script(fileURLToPath(new URL("../testing/increment.lua", import.meta.url)));
let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

const follow = (url: string) => {
  const news: PrimaryNews[] = [];
  const durable = new DurableRedis({ url, label: "test", onPrimary: (one) => news.push(one) });
  const write = () => durable.write(increment, ["unstuck:{t}:absence"]);
  return { news, durable, write };
};
const told = (news: readonly PrimaryNews[], count: number) =>
  poll(async () => news.length >= count, { timeoutMs: 20_000, promise: `${count} lines are told` });

test("a failover is one line at its start and one at its end, which names both primaries and how long writes waited", async () => {
  const { url, nodes } = await redis.sentinelGroup();
  const { news, durable, write } = follow(url);
  await write();
  expect(news, "a clean start has nothing to tell").toEqual([]);

  nodes[0]?.kill();
  const began = performance.now();
  await write();
  const waited = (performance.now() - began) / 1000;
  await told(news, 2);
  const from = `127.0.0.1:${nodes[0]?.port}`;
  const others = nodes.slice(1).map(({ port }) => `127.0.0.1:${port}`);
  const [lost, found] = news as [PrimaryNews, PrimaryNews & { kind: "found" }];
  expect(lost).toEqual({ kind: "lost", from });
  expect(found).toMatchObject({ kind: "found", from, to: expect.toSatisfy((to) => others.includes(to)) });
  expect(Math.abs(found.seconds - waited), `${found.seconds} s of ${waited}`).toBeLessThan(0.7);
  await pause(1500);
  expect(news, "and no more").toHaveLength(2);
  await durable.close();
  expect(news, "an end on purpose is no outage").toHaveLength(2);
}, 60_000);

test("a node that comes back is named once, however often the client tried it meanwhile", async () => {
  const node = await redis.node("min-replicas-to-write 0");
  const { news, durable, write } = follow(redis.urlOf(node));
  await write();
  node.kill();
  await pause(2000);
  await node.start();
  await write();
  await told(news, 2);
  const place = `127.0.0.1:${node.port}`;
  expect(news).toEqual([
    { kind: "lost", from: place },
    { kind: "found", from: place, to: place, seconds: expect.toSatisfy((s) => s > 1.9 && s < 5) },
  ]);
  await durable.close();
}, 30_000);

test("a connection that was closed and made again at once is not worth a line", async () => {
  const node = await redis.node("min-replicas-to-write 0");
  const { news, durable, write } = follow(redis.urlOf(node));
  await write();
  await node.operator.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await write();
  await pause(500);
  expect(news).toEqual([]);
  await durable.close();
}, 20_000);
