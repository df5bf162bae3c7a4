import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisSessions } from "../store.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { openStore, type Topology, topologies } from "../testing/stores.ts";
import type { GuestPolicy } from "./policy.ts";

interface Bag {
  bag: string;
}
type Store = RedisSessions<Bag, undefined, Bag>;

const logins = 300;
const flood = 10_000;
const perMinute = 30;
const address = "192.0.2.1";
/** The limits that protect logins are off, as far as a policy allows. */
const unlimited = { perMinute: 1e6, most: 1e6, memoryShare: 1, memoryLimit: 1, maxBytes: 700 };

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

const deployments: Record<Topology, () => Promise<{ url: string; primaries: readonly OwnNode[] }>> = {
  standalone: async () => {
    const node = await redis.node("min-replicas-to-write 0");
    return { url: redis.urlOf(node), primaries: [node] };
  },
  sentinel: async () => {
    const { url, nodes } = await redis.sentinelGroup();
    return { url, primaries: nodes.slice(0, 1) };
  },
  cluster: () => redis.cluster(),
};

describe.each(topologies)("a Redis without much memory, on %s", (topology) => {
  let url: string;
  let primaries: readonly OwnNode[];
  beforeAll(async () => {
    ({ url, primaries } = await deployments[topology]());
    // The backlog grows with every write and counts as memory. By default it is as large as the
    // data here, but negligible beside 256 MB.
    for (const { operator } of primaries) await operator.config("SET", "repl-backlog-size", "16384");
  }, 60_000);

  const open = (guests: Partial<GuestPolicy> = {}) => openStore<Bag>(topology, { url, guests }) as Store;

  /** The same start for each test: no keys, and no limit. */
  async function emptied() {
    for (const { operator } of primaries) {
      await operator.config("SET", "maxmemory", 0);
      await operator.flushall();
    }
  }

  /** Leaves so many bytes on each node until it is full. */
  async function leave(bytes: number) {
    for (const { operator } of primaries) {
      const used = Number(/\nused_memory:(\d+)/.exec(await operator.info("memory"))?.[1]);
      await operator.config("SET", "maxmemory", used + bytes);
    }
  }

  const evicted = async () => {
    const infos = await Promise.all(primaries.map(({ operator }) => operator.info("stats")));
    return infos.reduce((sum, info) => sum + Number(/evicted_keys:(\d+)/.exec(info)?.[1]), 0);
  };

  async function signIn(store: Store) {
    const tokens = await inTurns(Array.from({ length: logins }), () =>
      store.create({ user: randomUUID(), data: { bag: "" } }),
    );
    return tokens.map(({ token }) => token);
  }

  const living = async (store: Store, tokens: readonly string[]) =>
    (await inTurns(tokens, (token) => store.read(token))).filter(({ status }) => status === "alive").length;

  const floodWith = (store: Store, from: (nth: number) => string = () => address) =>
    inTurns([...Array(flood).keys()], (nth) => store.guests.create(from(nth), { bag: random(300) }));
  const manyAddresses = (nth: number) => `10.9.${nth >> 8}.${nth & 255}`;

  test("10,000 guests from one address are at most as many as the limit allows, and no login is evicted for them", async () => {
    await emptied();
    const store = open({ perMinute });
    const tokens = await signIn(store);
    // This leaves room for many times the guests that the limit allows, and for a fraction of those
    // who come.
    await leave(1_000_000);
    const before = await evicted();
    const begun = performance.now();
    const outcomes = await floodWith(store);
    const minutes = Math.floor((performance.now() - begun) / 60_000) + 1;
    const created = outcomes.filter(({ status }) => status === "created").length;
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThanOrEqual(perMinute * minutes);
    expect((await evicted()) - before, "keys that Redis evicted").toBe(0);
    expect(await living(store, tokens)).toBe(logins);
  }, 120_000);

  test("10,000 guests from as many addresses take their share of the memory, and no login is evicted for them", async () => {
    await emptied();
    const store = open();
    const tokens = await signIn(store);
    await leave(1_000_000);
    const before = await evicted();
    const outcomes = await floodWith(store, manyAddresses);
    expect(outcomes.filter(({ status }) => status === "created").length).toBeGreaterThan(0);
    expect(outcomes.filter(({ status }) => status === "refused").length).toBeGreaterThan(0);
    expect((await evicted()) - before, "keys that Redis evicted").toBe(0);
    expect(await living(store, tokens)).toBe(logins);
  }, 120_000);

  test("the control: without those limits the same guests push logins out", async () => {
    await emptied();
    const store = open(unlimited);
    const tokens = await signIn(store);
    // Buffers that are freed meanwhile leave more room than this.
    await leave(300_000);
    await floodWith(store, manyAddresses);
    expect(await evicted()).toBeGreaterThan(0);
    expect(await living(store, tokens)).toBeLessThan(logins);
  }, 120_000);

  test("above 80% of the memory no guest begins, and the oldest leave until it is below, with logins untouched", async () => {
    await emptied();
    const filling = open({ ...unlimited, maxBytes: 2048 });
    const tokens = await signIn(filling);
    const guests = await inTurns(
      Array.from({ length: 1500 }, (_, nth) => `10.0.${nth % 200}.1`),
      (from) => filling.guests.create(from, { bag: random(1200) }),
    );
    // The nodes' memory is in use to 90%, mostly by guests.
    for (const { operator } of primaries) {
      const used = Number(/\nused_memory:(\d+)/.exec(await operator.info("memory"))?.[1]);
      await operator.config("SET", "maxmemory", Math.round(used / 0.9));
    }
    filling.guests.close();
    const store = open({ perMinute: 1000 });
    const outcomes = await inTurns(
      Array.from({ length: 64 }, (_, nth) => `10.1.${nth}.1`),
      (from) => store.guests.create(from, { bag: "" }),
    );
    expect(outcomes).toContainEqual({ status: "refused", reason: "memory", retryAfter: 60 });
    await poll(
      async () => {
        const created = await store.guests.create(`10.2.${Math.floor(Math.random() * 250)}.1`, { bag: "" });
        return created.status === "created";
      },
      { timeoutMs: 30_000, everyMs: 500, promise: "guests begin again once the oldest have left" },
    );
    const alive = async (some: typeof guests) => {
      const reads = await inTurns(some, (one) =>
        store.guests.read((one as { token: string }).token, { slide: false }),
      );
      return reads.filter(({ status }) => status === "alive").length;
    };
    const [older, newer] = [await alive(guests.slice(0, 750)), await alive(guests.slice(750))];
    expect(older + newer, "guests who stayed").toBeGreaterThan(0);
    expect(older, "of the older half").toBeLessThan(newer);
    expect(await living(store, tokens)).toBe(logins);
  }, 120_000);
});

/** Text that no compression makes smaller. */
const random = (bytes: number) => randomBytes(bytes).toString("latin1");

/** Some run at a time: thousands at once keep this process busy for longer than a read may take. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += 200)
    results.push(...(await Promise.all(items.slice(from, from + 200).map(work))));
  return results;
}
