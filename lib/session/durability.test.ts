import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { isUnavailable } from "./errors.ts";
import type { RedisSessionsOptions } from "./options.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { RedisProxy } from "./testing/proxy.ts";
import { keysOf, login, openStore, primaryAlone } from "./testing/stores.ts";

/**
 * A primary, and a replica that hears it through a proxy. While the proxy holds data back, the
 * replica lags as long as a test wants.
 */
let redis: OwnRedis;
let primary: OwnNode;
let replica: OwnNode;
let link: RedisProxy;

beforeAll(async () => {
  redis = await OwnRedis.begin();
  [primary, replica] = await Promise.all([
    redis.node("min-replicas-to-write 0"),
    redis.node("min-replicas-to-write 0"),
  ]);
  link = await RedisProxy.open(redis.urlOf(primary));
  await redis.follow(replica, link.port);
}, 30_000);
afterAll(async () => {
  link.close();
  await redis.end();
});

const open = (options: Partial<RedisSessionsOptions> = {}) =>
  openStore("standalone", {
    url: `${redis.urlOf(primary)}?replicas=1`,
    deadlines: { read: 1000, write: 1500 },
    ...options,
  });

function letReplicaLag(): void {
  link.hold();
  onTestFinished(() => link.release());
}

/** Whether the replica would accept the session if it were promoted now. */
async function replicaHas({ user, id }: { user: string; id: string }): Promise<boolean> {
  const { record, index } = keysOf(user, id);
  return (await replica.operator.exists(record)) === 1 && (await replica.operator.zscore(index, id)) !== null;
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => "acknowledged",
    (error: unknown) => (isUnavailable(error) ? error.name : error),
  );

test("what was acknowledged is on the replica: a login, a change, a rotation, a logout", async () => {
  const store = open();
  const { token, session } = await store.create(login());
  expect(await replicaHas(session)).toBe(true);
  const { record } = keysOf(session.user, session.id);
  for (const work of [() => store.update(session, (data) => data), () => store.rotate(token)]) {
    await work();
    expect(await replica.operator.getBuffer(record)).toEqual(await primary.operator.getBuffer(record));
  }
  await store.revoke({ token });
  expect(await replicaHas(session)).toBe(false);
});

test("while the replica lags nothing is acknowledged, and each error says what to do", async () => {
  const store = open();
  const first = await store.create(login());
  const second = await store.create(login());
  // This calls each script once, so that none is new to the server while the replica lags.
  await store.revokeAll((await store.create(login())).session.user);
  await store.rotate((await store.create(login())).token);
  letReplicaLag();
  const attempts = [
    store.create(login()),
    store.revoke({ token: first.token }),
    store.revokeAll(second.session.user),
    store.rotate(second.token),
  ];
  expect(await Promise.all(attempts.map(outcomeOf))).toEqual(attempts.map(() => "NotDurable"));
  await expect(attempts[0]).rejects.toThrow(/Only 0 of 1 replicas have the write.*start the missing replica/);
});

test("what failed for a lag can be repeated once the replica is back", async () => {
  const store = open();
  const { token, session } = await store.create(login());
  link.hold();
  expect(await outcomeOf(store.revoke({ token }))).toBe("NotDurable");
  expect(await replicaHas(session)).toBe(true);
  link.release();
  await store.revoke({ token });
  expect(await replicaHas(session)).toBe(false);
});

test("control: without the wait, what was acknowledged is missing on the replica", async () => {
  const store = open({ parts: { acknowledgement: primaryAlone } });
  const ended = await store.create(login());
  await open().update(ended.session, (data) => data);
  letReplicaLag();
  const { session } = await store.create(login());
  expect(await store.revoke({ token: ended.token })).toBe(true);
  expect(await replicaHas(session)).toBe(false);
  expect(await replicaHas(ended.session)).toBe(true);
});

test("connections that break while writes wait give no false acknowledgement", async () => {
  const label = "breaking";
  const store = open({ label });
  const victims = await Promise.all(Array.from({ length: 10 }, () => store.create(login())));
  letReplicaLag();
  const work = Promise.all(
    victims.flatMap(({ token }) => [outcomeOf(store.create(login())), outcomeOf(store.revoke({ token }))]),
  );
  let killed = 0;
  const end = performance.now() + 1300;
  while (performance.now() < end) {
    const clients = String(await primary.operator.client("LIST")).split("\n");
    for (const client of clients.filter((line) => line.includes(` name=${label}-durable`))) {
      killed += Number(await primary.operator.client("KILL", "ID", /^id=(\d+)/.exec(client)?.[1] ?? ""));
    }
    await pause(20);
  }
  expect(killed).toBeGreaterThan(5);
  expect((await work).filter((outcome) => outcome === "acknowledged")).toEqual([]);
});

test("a write that finds nothing to change isn't acknowledged while the replica lacks what it found", async () => {
  const store = open();
  const { session } = await store.create(login());
  const target = { user: session.user, id: session.id };
  await store.revoke({ user: session.user, id: "unknown" });
  letReplicaLag();
  // Another node ends the session, and only the primary hears of it.
  const { index, record } = keysOf(session.user, session.id);
  await primary.operator.zrem(index, session.id);
  await primary.operator.unlink(record);
  expect(await outcomeOf(store.revoke(target))).toBe("NotDurable");
  expect(await replicaHas(session)).toBe(true);
  link.release();
  expect(await store.revoke(target)).toBe(false);
  expect(await replicaHas(session)).toBe(false);
});

test("a sign-out whose answer is lost succeeds on a full Redis that may evict nothing", async () => {
  const proxy = await RedisProxy.open(redis.urlOf(primary));
  onTestFinished(() => proxy.close());
  const store = open({ url: `${proxy.url}?replicas=1`, label: "again" });
  // This calls the script once, so that it isn't new to the server.
  await store.revoke({ token: (await store.create(login())).token });
  const { token, session } = await store.create(login());
  await primary.operator.config("SET", "maxmemory-policy", "noeviction", "maxmemory", "1");
  onTestFinished(() => void primary.operator.config("SET", "maxmemory", "256mb"));
  await expect(primary.operator.set("unstuck:more", "")).rejects.toThrow("OOM");
  proxy.hold();
  const revoked = store.revoke({ token });
  // The retry finds nothing left to revoke.
  await poll(async () => (await primary.operator.exists(keysOf(session.user, session.id).record)) === 0, {
    timeoutMs: 1000,
    promise: "the sign-out reaches Redis",
    everyMs: 5,
  });
  proxy.cut();
  await revoked;
  expect(await replicaHas(session)).toBe(false);
});
