import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isUnavailable } from "./errors.ts";
import type { RedisSessionsOptions } from "./options.ts";
import type { RedisSessions } from "./store.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { accepted, login, openStore, type Visits } from "./testing/stores.ts";

/** A Sentinel group of this file's own. It ends with another primary than it began with. */
let redis: OwnRedis;
let url: string;
let primary: OwnNode;
let replicas: readonly OwnNode[];

beforeAll(async () => {
  redis = await OwnRedis.begin();
  const group = await redis.sentinelGroup();
  url = group.url;
  const [first, ...others] = group.nodes;
  if (!first) throw new Error("The group has no nodes.");
  primary = first;
  replicas = others;
}, 40_000);
afterAll(() => redis.end());

const open = (options: Partial<RedisSessionsOptions> = {}) => openStore("sentinel", { url, ...options });

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => "acknowledged",
    (error: unknown) => (isUnavailable(error) ? "unavailable" : error),
  );

test("a store that was just opened waits for all replicas from its first write on", async () => {
  // The replica is frozen for less time than the Sentinels need to consider it down, so a login
  // must wait for it.
  const [one] = replicas;
  const stores = Array.from({ length: 5 }, () => open({ deadlines: { read: 1000, write: 1200 } }));
  one?.freeze();
  const outcomes = await Promise.all(stores.map((store) => outcomeOf(store.create(login()))));
  one?.thaw();
  expect(new Set(outcomes)).toEqual(new Set(["unavailable"]));
  await settled();
}, 30_000);

test("with both replicas frozen no login and no logout is acknowledged, and with them back they are", async () => {
  const store = open({ deadlines: { read: 1000, write: 1500 } });
  const { token } = await store.create(login());
  for (const replica of replicas) replica.freeze();
  const outcomes = await Promise.all([store.create(login()), store.revoke({ token })].map(outcomeOf));
  for (const replica of replicas) replica.thaw();
  expect(outcomes).toEqual(["unavailable", "unavailable"]);
  await settled();
}, 30_000);

test("with one replica frozen logins go on once the Sentinels hold it to be down, and reads never stop", async () => {
  const store = open();
  const { token } = await store.create(login());
  replicas[0]?.freeze();
  const logins = Promise.all(Array.from({ length: 5 }, () => outcomeOf(store.create(login()))));
  const reads = new Set<string>();
  let done = false;
  const reading = (async () => {
    while (!done) {
      reads.add((await store.read(token)).status);
      await pause(20);
    }
  })();
  const outcomes = await logins;
  done = true;
  await reading;
  replicas[0]?.thaw();
  expect(new Set(outcomes)).toEqual(new Set(["acknowledged"]));
  expect(reads).toEqual(new Set(["alive"]));
  await settled();
}, 30_000);

/** Waits until a login is acknowledged quickly again, which means that all replicas are in step. */
async function settled(): Promise<void> {
  const store = open({ deadlines: { read: 1000, write: 600 } });
  await poll(() => store.create(login()), { timeoutMs: 15_000, promise: "logins are acknowledged again" });
}

test("when the primary is killed under load, every acknowledged login lives and every acknowledged logout is final", async () => {
  const stores = [open(), open()] as const;
  const living: string[] = [];
  const ended: string[] = [];
  let failed = 0;
  let done = false;
  const worker = async (store: RedisSessions<Visits>) => {
    while (!done) {
      try {
        const { token } = await store.create(login());
        living.push(token);
        const { token: short } = await store.create(login());
        await store.revoke({ token: short });
        ended.push(short);
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        failed += 1;
      }
    }
  };
  const workers = Array.from({ length: 16 }, (_, i) => worker(i % 2 ? stores[0] : stores[1]));
  await poll(async () => living.length > 300, { timeoutMs: 10_000, promise: "300 logins before the kill" });
  const before = living.length;
  primary.kill();
  await poll(async () => living.length > before + 300, {
    timeoutMs: 20_000,
    promise: "300 logins after the kill, so that another primary was elected",
  });
  done = true;
  await Promise.all(workers);

  // The witness is a store that knows of no revocation, so it repairs nothing while it looks.
  const witness = open();
  const alive = await accepted(witness, living);
  const dead = await accepted(witness, ended);
  expect(alive.filter((yes) => !yes)).toHaveLength(0);
  expect(dead.filter(Boolean)).toHaveLength(0);
  expect(failed, "operations that outlasted the election").toBeLessThan(workers.length * 2);
}, 60_000);
