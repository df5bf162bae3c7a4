import { afterAll, beforeAll, expect, test } from "vitest";
import { NotDurable } from "./errors.ts";
import { OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { login, openStore } from "./testing/stores.ts";

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

test("a rotation that could not be made durable is repeated with the same token, and signs nobody out", async () => {
  const { url, nodes } = await redis.sentinelGroup();
  const grace = 0.5;
  const store = openStore("sentinel", { url, policy: { grace }, deadlines: { read: 2000, write: 1500 } });
  const { token } = await store.create(login());
  const replicas = nodes.slice(1);
  for (const replica of replicas) replica.freeze();
  try {
    // The primary has the rotation and the replicas don't: the answer is an error, and the browser
    // keeps its cookie.
    await expect(store.rotate(token)).rejects.toThrow(NotDurable);
  } finally {
    for (const replica of replicas) replica.thaw();
  }
  const rotated = await poll(() => store.rotate(token).catch(() => false as const), {
    timeoutMs: 15_000,
    promise: "the rotation is durable once the replicas are back",
  });
  if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
  expect(await store.read(token)).toMatchObject({ status: "alive", superseded: true });
  expect(await store.read(rotated.token)).toMatchObject({ status: "alive", superseded: false });
}, 60_000);
