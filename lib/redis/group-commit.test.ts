import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { RedisConnection } from "./connection.ts";
import { isUnavailable, NotDurable } from "./errors.ts";
import { GroupCommit, type Named } from "./group-commit.ts";
import { Script } from "./script.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { RedisProxy } from "./testing/proxy.ts";

/** A primary with a replica that is quick, and one that lags as long as a test wants. */
let redis: OwnRedis;
let primary: OwnNode;
let laggard: OwnNode;
let quick: OwnNode;
let link: RedisProxy;

const increment = new Script(fileURLToPath(new URL("testing/increment.lua", import.meta.url)));

beforeAll(async () => {
  redis = await OwnRedis.begin();
  const node = () => redis.node("min-replicas-to-write 0");
  [primary, laggard, quick] = await Promise.all([node(), node(), node()]);
  link = await RedisProxy.open(redis.urlOf(primary));
  await redis.follow(laggard, link.port);
  await redis.follow(quick, primary.port);
}, 30_000);
afterAll(async () => {
  link.close();
  await redis.end();
});

const addressOf = ({ port }: OwnNode) => `127.0.0.1 ${port}`;

/** Writes that one replica must have, and which one if a test says so. */
function open(named?: () => Named) {
  const connection = new RedisConnection(redis.urlOf(primary), {
    label: "commit",
    deadline: 1500,
    socketTimeout: 2500,
  });
  onTestFinished(() => connection.close());
  const commit = new GroupCommit(connection, {
    needed: () => 1,
    named,
    shortfall: (have, need) => new NotDurable(have, need),
    waitTimeout: 500,
  });
  const key = `unstuck:${crypto.randomUUID()}`;
  return { key, write: () => commit.write({ script: increment, keys: [key], args: [] }) };
}

/** Once without a lag, so that no script is new to the server. */
async function whileLagging(write: () => Promise<unknown>) {
  await write();
  link.hold();
  onTestFinished(() => link.release());
  return write().then(
    () => "acknowledged",
    (error: unknown) => (isUnavailable(error) ? error.name : error),
  );
}

const both = () => new Set([addressOf(laggard), addressOf(quick)]);

test("a write that only another replica has than the one in step isn't acknowledged", async () => {
  const { write } = open(() => ({ inStep: new Set([addressOf(laggard)]), known: both() }));
  expect(await whileLagging(write)).toBe("NotDurable");
});

test("a write that the replica in step has is acknowledged, whatever another lacks", async () => {
  const { write, key } = open(() => ({ inStep: new Set([addressOf(quick)]), known: both() }));
  expect(await whileLagging(write)).toBe("acknowledged");
  expect(await quick.operator.get(key)).toBe("2");
});

test("a write that waited is acknowledged once the replica has it, and was made once", async () => {
  const { write, key } = open(() => ({ inStep: new Set([addressOf(laggard)]), known: both() }));
  await write();
  link.hold();
  setTimeout(() => link.release(), 700);
  await write();
  expect(await laggard.operator.get(key)).toBe("2");
});

test("a replica in step that is gone from the primary holds up the acknowledgment", async () => {
  const { write } = open(() => ({ inStep: new Set(["127.0.0.1 1"]), known: both() }));
  await expect(write()).rejects.toThrow(/Only 0 of 1 replicas/);
});

test("where the primary calls its replicas by names that the Sentinels don't know, their number counts", async () => {
  const { write } = open(() => ({ inStep: new Set(["redis-2 6379"]), known: new Set(["redis-2 6379"]) }));
  expect(await whileLagging(write)).toBe("acknowledged");
});
