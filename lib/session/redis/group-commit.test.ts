import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { Link } from "../testing/link.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { RedisProxy } from "../testing/proxy.ts";
import { RedisConnection } from "./connection.ts";
import { isUnavailable, NotDurable } from "./errors.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Named } from "./replicas.ts";
import { Script } from "./script.ts";

/** A primary with a quick replica, and one that lags as long as a test wants. */
let redis: OwnRedis;
let primary: OwnNode;
let laggard: OwnNode;
let quick: OwnNode;
let link: RedisProxy;

const increment = new Script(fileURLToPath(new URL("../testing/increment.lua", import.meta.url)));

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

/** Writes that one replica must have, and a particular one if a test says so. */
function open(named: () => Named, { needed = 1, waitTimeout = 500, url = redis.urlOf(primary) } = {}) {
  const connection = new RedisConnection(url, {
    label: "commit",
    deadline: 1500,
    socketTimeout: 2500,
    resends: false,
  });
  onTestFinished(() => connection.close());
  const commit = new GroupCommit(connection, {
    needed: () => needed,
    named,
    shortfall: (have, need) => new NotDurable(have, need),
    waitTimeout,
  });
  const key = `unstuck:${crypto.randomUUID()}`;
  return { key, write: () => commit.write({ script: increment, keys: [key], args: [] }) };
}

/** The write runs once without a lag, so that no script is new to the server. */
async function whileLagging(write: () => Promise<unknown>) {
  await write();
  link.hold();
  onTestFinished(() => link.release());
  return write().then(
    () => "acknowledged",
    (error: unknown) => (isUnavailable(error) ? error.name : error),
  );
}

interface View {
  readonly primary?: string;
  readonly inStep?: readonly string[];
  readonly down?: readonly string[];
  readonly known?: readonly string[];
}

/** The Sentinels' view, with both replicas known and up unless a test says otherwise. */
function view({
  primary: named,
  inStep = [],
  down = [],
  known = [addressOf(laggard), addressOf(quick)],
}: View) {
  const set = new Set(inStep);
  return (): Named => ({
    primary: named,
    inStep: set,
    isKnown: (address) => known.includes(address),
    isUp: (address) => known.includes(address) && !down.includes(address),
    join: (address) => set.add(address),
  });
}

test("a write that only another replica has than the one in step isn't acknowledged", async () => {
  const { write } = open(view({ inStep: [addressOf(laggard)] }));
  expect(await whileLagging(write)).toBe("NotDurable");
});

test("a write that the replica in step has is acknowledged, whatever one lacks that is held to be down", async () => {
  const { write, key } = open(view({ inStep: [addressOf(quick)], down: [addressOf(laggard)] }));
  expect(await whileLagging(write)).toBe("acknowledged");
  expect(await quick.operator.get(key)).toBe("2");
});

test("a write that waited is acknowledged once the replica has it, and was made once", async () => {
  const { write, key } = open(view({ inStep: [addressOf(laggard)] }));
  await write();
  link.hold();
  setTimeout(() => link.release(), 700);
  await write();
  expect(await laggard.operator.get(key)).toBe("2");
});

test("a replica that isn't known to be in step is waited for if it is connected, and is in step from then on", async () => {
  const inStep = view({});
  const { write } = open(inStep);
  expect(await whileLagging(write)).toBe("NotDurable");
  link.release();
  await write();
  expect([...inStep().inStep].sort()).toEqual([addressOf(laggard), addressOf(quick)].sort());
});

test("a write in flight when its connection is lost is made again for the next one, and not also sent again as it was", async () => {
  const proxy = await RedisProxy.open(redis.urlOf(primary));
  onTestFinished(() => proxy.close());
  const { write, key } = open(view({ inStep: [addressOf(quick)] }), { url: proxy.url });
  await write();
  proxy.hold();
  const writing = write();
  await poll(async () => (await primary.operator.get(key)) === "2", {
    timeoutMs: 1000,
    promise: "the second write reaches Redis",
  });
  proxy.cut();
  await writing;
  expect(await primary.operator.get(key)).toBe("3");
});

test("while new writes keep coming, those that the replicas have by now are acknowledged", async () => {
  // This replica's acknowledgment takes longer than a WAIT, so a newer write is always being waited
  // for.
  const relay = createServer((client) => {
    new Link(client, connect(primary.port, "127.0.0.1")).set(false, 100);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void relay.close());
  await once(relay, "listening");
  await redis.follow(quick, (relay.address() as AddressInfo).port);
  onTestFinished(() => redis.follow(quick, primary.port));
  const { write } = open(view({ inStep: [addressOf(quick)] }), { needed: 2, waitTimeout: 50 });
  const writes: Promise<unknown>[] = [];
  for (let sent = 0; sent < 100; sent += 1) {
    writes.push(write());
    await pause(30);
  }
  const outcomes = await Promise.allSettled(writes);
  expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
}, 20_000);

test("a replica in step that is gone from the primary holds up the acknowledgment", async () => {
  const { write } = open(view({ inStep: ["127.0.0.1 1"] }));
  await expect(write()).rejects.toThrow(/Only 0 of 1 replicas/);
});

test("a primary that the Sentinels have replaced acknowledges nothing, even if a replica still follows it", async () => {
  const { write } = open(view({ primary: "127.0.0.1 1" }));
  await expect(write()).rejects.toThrow(/Only 0 of 1 replicas/);
});

test("where the primary calls its replicas by names that the Sentinels don't know, their number counts", async () => {
  const { write } = open(view({ inStep: ["redis-2 6379"], known: ["redis-2 6379"] }));
  expect(await whileLagging(write)).toBe("acknowledged");
});
