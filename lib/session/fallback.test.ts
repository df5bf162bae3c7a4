import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { login, openStore } from "./testing/stores.ts";

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

test("a read that finds no node to answer it asks again, and the first one that can does", async () => {
  const { url, nodes } = await redis.sentinelGroup();
  const store = openStore("sentinel", { url });
  const { token } = await poll(() => store.create(login()), {
    timeoutMs: 8000,
    promise: "a login is acknowledged",
  });
  expect((await store.read(token)).status).toBe("alive");

  for (const node of nodes) node.freeze();
  const read = store.read(token);
  // This is longer than two waits for a replica, and shorter than the Sentinels take to give one
  // up.
  await pause(1200);
  nodes[1]?.thaw();
  expect((await read).status).toBe("alive");
  for (const node of nodes) node.thaw();
}, 40_000);
