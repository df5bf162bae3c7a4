import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisSessions } from "./store.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { keysOf, login, openStore, type Topology, topologies, type Visits } from "./testing/stores.ts";

/** One login, and the key of its record and its user's index. */
interface Made {
  user: string;
  id: string;
  token: string;
}

/** Redis counts the time for which a key was unused in whole seconds. */
const aSecond = 1100;

/**
 * The numbers of people: some have one login that was not used since; some have one login in use
 * and one not; and some sign in when Redis is full.
 */
const people = { idle: 3000, both: 200, coming: 500 };

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

describe.each(topologies)("a full Redis with nothing but sessions, on %s", (topology) => {
  let url: string;
  let primaries: readonly OwnNode[];
  beforeAll(async () => {
    ({ url, primaries } = await deployments[topology]());
    for (const { operator } of primaries) {
      // The backlog grows with every write and counts as memory. By default it is as large as the
      // data here, but negligible beside 256 MB.
      await operator.config("SET", "repl-backlog-size", "16384");
    }
  }, 60_000);

  test("takes every login, lets go those unused for the longest, and nobody is half logged in", async () => {
    const store = openStore(topology, { url });
    const { idle, used, coming, gone, full } = await fillUp(store, primaries);
    expect(await living(store, coming), "who signed in while Redis was full").toBe(coming.length);
    expect(await living(store, used), "who came back all the time").toBeGreaterThan(used.length * 0.98);
    expect(await living(store, idle), "who was away").toBeLessThan(idle.length - coming.length / 2);
    expect(gone.recordOnly, "logins of which Redis has the record and not the index").toBeGreaterThan(0);
    expect(gone.indexOnly, "logins of which Redis has the index and not the record").toBeGreaterThan(0);
    expect(await halfLoggedIn(store, [...idle, ...used, ...coming])).toEqual([]);
    for (const { used, max } of full) expect(used / max, "memory used of what may be").toBeLessThan(1.05);
  }, 60_000);

  test("the control: where any key may go, those go too that were used a moment ago", async () => {
    await Promise.all(primaries.map(({ operator }) => operator.flushall()));
    const store = openStore(topology, { url });
    const { used } = await fillUp(store, primaries, "volatile-random");
    expect(await living(store, used)).toBeLessThan(used.length * 0.9);
  }, 60_000);
});

/**
 * Signs people in, leaves them unused or uses them, takes all free memory, and goes on signing in.
 */
async function fillUp(store: RedisSessions<Visits>, primaries: readonly OwnNode[], policy = "volatile-lru") {
  await Promise.all(primaries.map(({ operator }) => operator.config("SET", "maxmemory", 0)));
  const idle = await signIn(
    store,
    Array.from({ length: people.idle }, () => login()),
  );
  const both = Array.from({ length: people.both }, () => login());
  idle.push(...(await signIn(store, both)));
  await pause(aSecond);
  const used = await signIn(store, both);
  await pause(aSecond);
  for (const { operator } of primaries) {
    await operator.config("SET", "maxmemory-policy", policy);
    await operator.config("SET", "maxmemory", (await memoryOf({ operator })).used);
  }
  const coming: Made[] = [];
  while (coming.length < people.coming) {
    coming.push(
      ...(await signIn(
        store,
        Array.from({ length: 50 }, () => login()),
      )),
    );
    await living(store, used);
  }
  const full = await Promise.all(primaries.map(memoryOf));
  // Even a read makes a full Redis evict. Without a limit, the following reads all see the same
  // moment.
  await Promise.all(primaries.map(({ operator }) => operator.config("SET", "maxmemory", 0)));
  const keys = new Set((await Promise.all(primaries.map(({ operator }) => operator.keys("*")))).flat());
  const has = idle.map(({ user, id }) => {
    const { index, record } = keysOf(user, id);
    return { index: keys.has(index), record: keys.has(record) };
  });
  const gone = {
    recordOnly: has.filter(({ index, record }) => record && !index).length,
    indexOnly: has.filter(({ index, record }) => index && !record).length,
  };
  return { idle, used, coming, gone, full };
}

async function signIn(store: RedisSessions<Visits>, logins: ReturnType<typeof login>[]): Promise<Made[]> {
  const made = await inTurns(logins, (one) => store.create(one));
  return made.map(({ token, session }) => ({ token, user: session.user, id: session.id }));
}

/** Sessions that are listed and not accepted, or accepted and not listed. */
async function halfLoggedIn(store: RedisSessions<Visits>, made: readonly Made[]): Promise<string[]> {
  const reads = await inTurns(made, ({ token }) => store.read(token));
  const users = [...new Set(made.map(({ user }) => user))];
  const listed = new Set((await inTurns(users, (user) => store.list(user))).flat().map(({ id }) => id));
  return made
    .filter(({ id }, index) => listed.has(id) !== (reads[index]?.status === "alive"))
    .map(({ id }) => id);
}

/** How many of these logins are accepted. */
async function living(store: RedisSessions<Visits>, made: readonly Made[]): Promise<number> {
  const reads = await inTurns(made, ({ token }) => store.read(token));
  return reads.filter(({ status }) => status === "alive").length;
}

/** Some run at a time: thousands at once keep this process busy for longer than a read may take. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += 200) {
    results.push(...(await Promise.all(items.slice(from, from + 200).map(work))));
  }
  return results;
}

async function memoryOf({ operator }: Pick<OwnNode, "operator">): Promise<{ used: number; max: number }> {
  const info = await operator.info("memory");
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
  return { used: field("used_memory"), max: field("maxmemory") };
}
