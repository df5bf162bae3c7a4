import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { fillDisk } from "../testing/full-disk.ts";
import { OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { DurableRedis } from "./durable.ts";
import { RedisMisconfigured, RedisUnavailable } from "./errors.ts";
import { Script } from "./script.ts";

/** The effects of a real Redis that refuses, as its callers see them. */
let own: OwnRedis;
beforeAll(async () => {
  own = await OwnRedis.begin();
});
afterAll(() => own.end());

const increment = new Script(fileURLToPath(new URL("../testing/increment.lua", import.meta.url)));
const key = () => `unstuck:${crypto.randomUUID()}`;

/** A script that never ends takes a whole core, so an answer may take a while. */
const deadlines = { read: 1500, write: 1800 };

async function begin(...lines: readonly string[]) {
  const node = await own.node("min-replicas-to-write 0", ...lines);
  const redis = new DurableRedis({ url: own.urlOf(node), label: "refused", deadlines });
  onTestFinished(() => redis.close());
  await redis.ping();
  return { node, redis };
}

/** How a read and a write fail, and the milliseconds that each took. */
async function failures(redis: DurableRedis) {
  const failure = async (work: Promise<unknown>) => {
    const begun = performance.now();
    const error = await work.then(
      () => expect.fail("Redis answered."),
      (error: unknown) => error,
    );
    return { error, ms: performance.now() - begun };
  };
  return Promise.all([failure(redis.read(increment, [key()])), failure(redis.write(increment, [key()]))]);
}

test("a Redis that a script keeps busy is unavailable at the deadline, named as busy, and back once the script is killed", async () => {
  const { node, redis } = await begin("busy-reply-threshold 50");
  await redis.write(increment, [key()]);
  const runaway = node.operator.duplicate();
  onTestFinished(() => runaway.disconnect());
  const ran = runaway.eval("while true do end", 0).catch((error: Error) => error.message);
  const said = () => node.operator.ping().catch((error: Error) => error.message);
  await poll(async () => (await said()).startsWith("BUSY"), {
    timeoutMs: 5000,
    promise: "Redis says that it is busy",
    everyMs: 10,
  });
  for (const { error, ms } of await failures(redis)) {
    expect(error).toBeInstanceOf(RedisUnavailable);
    expect(String(error)).toContain("busy-reply-threshold");
    expect(ms).toBeGreaterThan(deadlines.read - 50);
  }
  const meanwhile = redis.readForWrite(increment, [key()]);
  await node.operator.script("KILL");
  expect(await ran).toMatch(/killed/i);
  expect(await meanwhile).toBe(1);
  expect(await redis.write(increment, [key()])).toEqual([1]);
});

test("a full disk is named at the deadline, until when both reads and writes are tried again", async () => {
  const { node, redis } = await begin();
  await fillDisk(node);
  for (const { error, ms } of await failures(redis)) {
    expect(error).toBeInstanceOf(RedisUnavailable);
    expect(error).not.toBeInstanceOf(RedisMisconfigured);
    expect(String(error)).toContain("disk");
    expect(ms).toBeGreaterThan(deadlines.read - 50);
  }
  const meanwhile = Promise.all([redis.readForWrite(increment, [key()]), redis.write(increment, [key()])]);
  await node.operator.config("SET", "appendonly", "no");
  expect(await meanwhile).toEqual([1, [1]]);
});

test("what Redis says of one key passes unchanged and at once, and doesn't touch the writes beside it", async () => {
  const { node, redis } = await begin();
  const [list, fine] = [key(), key()];
  await node.operator.rpush(list, "a");
  const begun = performance.now();
  const [read, write, beside] = await Promise.allSettled([
    redis.read(increment, [list]),
    redis.write(increment, [list]),
    redis.write(increment, [fine]),
  ]);
  expect(performance.now() - begun).toBeLessThan(deadlines.read - 100);
  for (const outcome of [read, write])
    expect(outcome).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringMatching(/^WRONGTYPE/) },
    });
  for (const { reason } of [read, write] as PromiseRejectedResult[])
    expect(reason).not.toBeInstanceOf(RedisUnavailable);
  expect(beside).toEqual({ status: "fulfilled", value: [1] });
});
