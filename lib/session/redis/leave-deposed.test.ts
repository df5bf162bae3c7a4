import type { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { RedisConnection } from "./connection.ts";

let redis: OwnRedis;
let lonely: OwnNode;
beforeAll(async () => {
  redis = await OwnRedis.begin();
  // This node refuses every write, as a primary does that was cut off from its replicas.
  lonely = await redis.node("min-replicas-to-write 1");
}, 20_000);
afterAll(() => redis.end());

const write = (client: Redis | Cluster, key: string) => client.set(key, "", "PX", 1000);
const refusal = (error: unknown) => String(error);

test("a hundred writes that are refused at once have the connection left and made again once, and nothing listens on", async () => {
  const connection = new RedisConnection(redis.urlOf(lonely), { label: "deposed", deadline: 2000 });
  onTestFinished(() => connection.close());
  await connection.run((client) => client.ping());
  const warnings: string[] = [];
  const heard = (warning: Error) => void warnings.push(String(warning));
  process.on("warning", heard);
  onTestFinished(() => void process.off("warning", heard));

  const { client, epoch } = connection;
  const keys = Array.from({ length: 100 }, (_, i) => `unstuck:deposed:${i}`);
  const refused = await Promise.all(keys.map((key) => write(client, key).catch(refusal)));
  expect(refused.filter((error) => error?.includes("NOREPLICAS"))).toHaveLength(100);
  await poll(async () => connection.epoch === epoch + 1 && connection.connected, {
    timeoutMs: 2000,
    promise: "the connection was left, and is made again",
  });
  expect(warnings).toEqual([]);

  // The client leaves the next connection as well, when that is refused.
  expect(await write(client, keys[0] ?? "").catch(refusal)).toContain("NOREPLICAS");
  await poll(async () => connection.epoch === epoch + 2 && connection.connected, {
    timeoutMs: 2000,
    promise: "the second connection was left, and is made again",
  });
});

test("on Cluster each node's connection knows by itself that it leaves", async () => {
  const connection = new RedisConnection(inject("redisUrls").cluster, { label: "deposed", deadline: 2000 });
  onTestFinished(() => connection.close());
  await connection.run((client) => client.ping());
  const [one, other] = (connection.client as Cluster)
    .nodes("master")
    .map(({ options }) => options.reconnectOnError);
  const deposed = new Error("READONLY You can't write against a read only replica.");
  expect([one?.(deposed), one?.(deposed), other?.(deposed), other?.(deposed)]).toEqual([1, false, 1, false]);
  expect(one?.(new Error("WRONGTYPE Operation against a key"))).toBe(false);
});
