import { fileURLToPath } from "node:url";
import calculateSlot from "cluster-key-slot";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { ownerOf } from "../testing/slot-move.ts";
import { RedisConnection } from "./connection.ts";
import { isUnavailable, NotDurable } from "./errors.ts";
import { GroupCommit } from "./group-commit.ts";
import { Script } from "./script.ts";

let redis: OwnRedis;
let url: string;
let primaries: readonly OwnNode[];
let replicas: readonly OwnNode[];

beforeAll(async () => {
  redis = await OwnRedis.begin();
  ({ url, primaries, replicas } = await redis.cluster());
}, 40_000);
afterAll(() => redis.end());

const increment = new Script(fileURLToPath(new URL("../testing/increment.lua", import.meta.url)));

/** Keys whose slots one primary has, or all but one. */
function keysOf(primary: OwnNode, count: number, isTheirs: boolean): string[] {
  const keys: string[] = [];
  for (let nth = 0; keys.length < count; nth += 1) {
    const key = `unstuck:{lane ${nth}}`;
    if ((ownerOf(calculateSlot(key), primaries) === primary) === isTheirs) keys.push(key);
  }
  return keys;
}

test("what waits for a frozen node isn't looked at for each write to another", async () => {
  // Otherwise the whole Cluster is down once it misses a node.
  for (const { operator } of [...primaries, ...replicas])
    await operator.config("SET", "cluster-require-full-coverage", "no");
  const connection = new RedisConnection(url, { label: "lane", deadline: 4000, socketTimeout: 2000 });
  onTestFinished(() => connection.close());
  const commit = new GroupCommit(connection, {
    needed: () => 1,
    shortfall: (have, need) => new NotDurable(have, need),
    waitTimeout: 1000,
  });
  const write = (key: string) => commit.write({ script: increment, keys: [key], args: [] });
  const [frozen, replica] = [primaries[0], replicas[0]];
  if (!frozen || !replica) throw new Error("The Cluster has no nodes.");
  const waiting = keysOf(frozen, 500, true);
  const healthy = keysOf(frozen, 300, false);
  await Promise.all([...waiting, ...healthy].map(write));
  const client = connection.client as Cluster;
  const slots = new Set(waiting.map((key) => String(calculateSlot(key))));
  let looks = 0;
  client.slots = new Proxy(client.slots, {
    get: (table, slot) => {
      if (slots.has(String(slot))) looks += 1;
      return Reflect.get(table, slot);
    },
  });

  // The replica is frozen too, since it would take over. Both are frozen for less time than the
  // others need to miss them.
  for (const node of [frozen, replica]) node.freeze();
  const attempt = (key: string) => write(key).then(() => "acknowledged", isUnavailable);
  const [first = "", ...others] = waiting;
  // This is a batch without an answer, and all the writes that wait behind it.
  const batch = attempt(first);
  await poll(async () => looks > 0, { timeoutMs: 500, promise: "the first is sent", everyMs: 5 });
  const outcomes = Promise.all([batch, ...others.map(attempt)]);
  const before = looks;
  for (const key of healthy) await write(key);
  const during = looks - before;
  for (const node of [frozen, replica]) node.thaw();
  expect(new Set(await outcomes)).toEqual(new Set(["acknowledged"]));
  // Each write's slot is looked up a few times for its own sake. With one queue for all it was 300
  // times each.
  expect(during).toBeLessThan(10 * waiting.length);
}, 30_000);
