import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Session } from "./session.ts";
import type { RedisSessions } from "./store.ts";
import { monitor } from "./testing/monitor.ts";
import { RedisProxy } from "./testing/proxy.ts";
import { keysOf, login, openOperator, openStore, type Visits } from "./testing/stores.ts";

let proxy: RedisProxy;
beforeAll(async () => {
  proxy = await RedisProxy.open(inject("redisUrls").standalone);
});
afterAll(() => proxy.close());

const increment = ({ count }: Visits) => ({ count: count + 1 });
const durable = ["evalsha", "wait"];
const plain = ["evalsha"];
const slidesAlways = { idle: 100, slideShare: 0.00001 };

/** A store behind the proxy whose connections are set up and whose server knows every script. */
async function warmStore(): Promise<RedisSessions<Visits>> {
  // Announcements go over connections of their own, and no operation waits for them.
  const store = openStore("standalone", { url: proxy.url, announcements: false });
  const { token, session } = await store.create(login());
  await store.read(token);
  await store.update(session, increment);
  await store.list(session.user);
  await store.rotate(token);
  await store.revoke({ token });
  await store.revoke({ user: session.user, id: session.id });
  await store.revokeAll(session.user);
  return store;
}

async function costOf(work: () => Promise<unknown>): Promise<{ trips: number; commands: string[] }> {
  const before = proxy.trips;
  proxy.commands = [];
  await work();
  return { trips: proxy.trips - before, commands: proxy.commands };
}

test("every operation costs one round trip", async () => {
  const store = await warmStore();
  const user = crypto.randomUUID();
  const { token, session } = await store.create(login(user));
  const other = await store.create(login(user));
  const operations: [string, () => Promise<unknown>, string[]][] = [
    ["create", () => store.create(login(user)), durable],
    ["read", () => store.read(token), plain],
    ["update", () => store.update(session, increment), durable],
    ["list", () => store.list(user), plain],
    ["rotate", () => store.rotate(token), durable],
    ["revoke by token", () => store.revoke({ token }), durable],
    ["revoke by id", () => store.revoke({ user, id: other.session.id }), durable],
    ["revokeAll", () => store.revokeAll(user), durable],
    ["read of the dead", () => store.read(token), plain],
  ];
  for (const [name, work, commands] of operations) {
    expect(await costOf(work), name).toEqual({ trips: 1, commands });
  }
});

test("a read that slides costs one round trip as well", async () => {
  await warmStore();
  const store = openStore("standalone", { url: proxy.url, announcements: false, policy: slidesAlways });
  const { token, session } = await store.create(login());
  await store.read(token);
  await pause(5);
  const [before] = (await store.list(session.user)) as Session<Visits>[];
  expect(await costOf(() => store.read(token))).toEqual({ trips: 1, commands: plain });
  const [after] = (await store.list(session.user)) as Session<Visits>[];
  expect(after?.lastSeenAt).not.toEqual(before?.lastSeenAt);
});

test("an update that another was quicker than costs one round trip more", async () => {
  const store = await warmStore();
  const { session } = await store.create(login());
  await store.update(session, increment);
  const cost = await costOf(() => store.update(session, increment));
  expect(cost).toEqual({ trips: 2, commands: [...durable, ...durable] });
});

test("32 logins at once share their round trips", async () => {
  const store = await warmStore();
  const logins = () => Promise.all(Array.from({ length: 32 }, () => store.create(login())));
  const { trips, commands } = await costOf(logins);
  expect(commands.filter((name) => name === "evalsha")).toHaveLength(32);
  expect(trips).toBeLessThanOrEqual(3);
});

test("what isn't a token of this deployment costs nothing", async () => {
  const store = await warmStore();
  const { token } = await store.create(login());
  const damaged = [token.slice(1), `${token}A`, `${token}\n`, ` ${token}`, token.replaceAll(".", "|")];
  const strangers = ["", "x", "null", `eu.${token}`, ...damaged];
  const cost = await costOf(async () => {
    for (const text of strangers) {
      expect(await store.read(text), text).toEqual({ status: "none", replayed: false });
      expect(await store.rotate(text), text).toEqual({ status: "none" });
      expect(await store.revoke({ token: text }), text).toBe(false);
    }
  });
  expect(cost).toEqual({ trips: 0, commands: [] });
});

test("1,000 reads that don't slide replicate nothing, and one that slides does", async () => {
  const replica = await monitor(inject("operatorUrls").sentinel[1] ?? "");
  const store = openStore("sentinel");
  const { token, session } = await store.create(login());
  const { record } = keysOf(session.user, session.id);
  const operator = openOperator("sentinel");
  // This counts changes of this session only: other tests write to the same group, and slow reads
  // may also go to the replicas.
  const change = /"(set|setrange|pexpire|pexpireat|unlink|del)"/i;
  const changes = async () => {
    await operator.set("unstuck:round-trips", "", "PX", 1000);
    expect(await operator.wait(2, 5000)).toBe(2);
    return replica()
      .split("\n")
      .filter((line) => line.includes(record) && change.test(line)).length;
  };
  const afterLogin = await changes();
  expect(afterLogin).toBeGreaterThan(0);
  for (let i = 0; i < 10; i += 1) await Promise.all(Array.from({ length: 100 }, () => store.read(token)));
  expect(await changes()).toBe(afterLogin);
  await pause(5);
  await openStore("sentinel", { policy: slidesAlways }).read(token);
  expect(await changes()).toBeGreaterThan(afterLogin);
});
