import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { RedisSessions } from "../session/index.ts";
import { defaultKeys, tagOf } from "../session/keys.ts";
import { freePorts } from "../session/testing/free-ports.ts";
import { poll } from "../session/testing/poll.ts";
import { asOperator } from "../session/testing/redis-admin.ts";
import { RedisProcesses } from "../session/testing/redis-process.ts";
import { KeySample } from "./key-sample.ts";
import { RedisMetrics } from "./redis-metrics.ts";
import { RedisWatch } from "./redis-watch.ts";

// These tests have their own Redis, because they fill it, change its role and stop it.
let folder: string;
let processes: RedisProcesses;
let port: number;
let operator: Redis;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-watch-"));
  processes = new RedisProcesses(folder);
  port = await freePorts(2);
  await processes.node(port, "min-replicas-to-write 0");
  await processes.node(port + 1, `replicaof 127.0.0.1 ${port}`);
  operator = new Redis(processes.operatorUrl(port));
  operator.on("error", () => {});
  await operator.call("ACL", "SETUSER", "app", "&__keyevent@*__:expired");
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await operator.config("SET", "notify-keyspace-events", "");
});

afterAll(async () => {
  operator.disconnect();
  await processes.stop();
  await rm(folder, { recursive: true, force: true });
});

const appUrl = (at = port) => `redis://app:${processes.passwords.REDIS_APP_PASSWORD}@127.0.0.1:${at}`;

function watchOf(url = appUrl()) {
  const registry = new Registry();
  const said: string[] = [];
  const sample = new KeySample(10);
  const metrics = new RedisMetrics(registry, 1800);
  const watch = new RedisWatch({ url, label: "test", metrics, sample, say: (line) => said.push(line) });
  closers.push(() => watch.close());
  const metric = async (name: string, labels: Record<string, string> = {}) => {
    const found = await registry.getSingleMetric(`unstuck_${name}`)?.get();
    return found?.values.find((value) =>
      Object.entries(labels).every(([label, is]) => String(value.labels[label]) === is),
    )?.value;
  };
  return { watch, metric, said, sample };
}

/** A login that idles out after these seconds. */
async function login(user: string, idle: number, url = appUrl()) {
  const key = "k".repeat(43);
  const sessions = new RedisSessions({ url, peppers: [key], envelopeKeys: [key], policy: { idle } });
  const { session } = await sessions.create({ user, data: {} });
  await sessions.close();
  return defaultKeys.record(tagOf(user), session.id);
}

const gone = (key: string) =>
  poll(async () => (await operator.exists(key)) === 0, { timeoutMs: 5000, promise: "the session idles out" });

test("a session that idles out is counted, once and without its index", async () => {
  await operator.config("SET", "notify-keyspace-events", "Ex");
  const { watch, metric, said } = watchOf();
  await watch.look();
  await gone(await login("idles-out", 0.2));
  await operator.set("unstuck:{tag}:u", "1", "PX", 50);
  await gone("unstuck:{tag}:u");
  await poll(async () => (await metric("sessions_expired_total")) === 1, {
    timeoutMs: 5000,
    promise: "one expired session is counted",
  });
  await watch.look();
  expect(await metric("sessions_expired_total")).toBe(1);
  expect(said).toEqual([]);
});

test("where Redis sends no events the count stays 0, and one line says which setting is missing", async () => {
  const { watch, metric, said } = watchOf();
  await watch.look();
  await gone(await login("unheard", 0.2));
  await watch.look();
  await gone(await login("unheard", 0.2));
  await watch.look();
  expect(await metric("sessions_expired_total")).toBe(0);
  expect(said).toEqual([expect.stringContaining("notify-keyspace-events Ex")]);
});

test("where the app's user may not listen, one line says so and everything else is still seen", async () => {
  await operator.call("ACL", "SETUSER", "app", "resetchannels");
  const { watch, metric, said } = watchOf();
  await watch.look();
  await poll(async () => said.length > 0, { timeoutMs: 5000, promise: "the refusal is said" });
  await operator.call("ACL", "SETUSER", "app", "&__keyevent@*__:expired");
  await watch.look();
  expect(said).toEqual([expect.stringMatching(/aren't counted: .*(NOPERM|permission)/i)]);
  expect(await metric("redis_up")).toBe(1);
});

test("a Redis that is 80% full is warned of once, before it evicts, until there is room again", async () => {
  const { watch, metric, said } = watchOf();
  const fill = async (share: number) => {
    const used = Number(/^used_memory:(\d+)/m.exec(await operator.info("memory"))?.[1]);
    await operator.config("SET", "maxmemory", Math.round(used / share));
    await watch.look();
    return metric("redis_memory_warning", { redis: "primary" });
  };
  expect(await fill(0.5)).toBe(0);
  expect(await fill(0.9)).toBe(1);
  expect(await fill(0.9)).toBe(1);
  expect(said).toEqual([expect.stringContaining("Raise `maxmemory`")]);
  expect(await metric("redis_evicted_keys")).toBe(0);
  expect(await fill(0.5)).toBe(0);
  await operator.config("SET", "maxmemory", 0);
});

test("replicas and how far they lag behind are seen, and one that is gone leaves no figure", async () => {
  const { watch, metric } = watchOf();
  const replica = new Redis(processes.operatorUrl(port + 1));
  closers.push(async () => replica.disconnect());
  const replicas = (count: number) =>
    poll(
      async () => {
        await watch.look();
        return (await metric("redis_connected_replicas")) === count;
      },
      { timeoutMs: 10_000, promise: `${count} replicas are seen` },
    );
  await replicas(1);
  expect(await metric("redis_replica_lag_bytes")).toBeGreaterThanOrEqual(0);
  await replica.replicaof("NO", "ONE");
  await replicas(0);
  expect(await metric("redis_replica_lag_bytes")).toBeUndefined();
  await replica.replicaof("127.0.0.1", port);
  await replicas(1);
}, 30_000);

test("how many keys have an end is seen, and what Redis does", async () => {
  const { watch, metric } = watchOf();
  await operator.set("unstuck:{tag}:forever", "1");
  await watch.look();
  const before = (await metric("redis_ending_keys")) ?? 0;
  const commands = (await metric("redis_commands")) ?? 0;
  await operator.set("unstuck:{tag}:ending", "1", "PX", 60_000);
  await watch.look();
  expect(await metric("redis_ending_keys")).toBe(before + 1);
  expect(await metric("redis_commands")).toBeGreaterThan(commands);
  expect(await metric("redis_clients")).toBeGreaterThanOrEqual(2);
});

test("the sample shows how long sessions have left, and drops those that are gone", async () => {
  const { watch, metric, sample } = watchOf();
  sample.offer(await login("long", 1000));
  sample.offer("unstuck:{tag}:s:gone");
  await watch.look();
  expect(await metric("session_ttl_seconds", { le: "1350" })).toBe(1);
  expect(await metric("session_ttl_seconds", { le: "900" })).toBe(0);
  expect(sample.keys).toHaveLength(1);
});

test("a Redis that can't be reached makes no look fail, and isn't said here, where a clean start may be too early", async () => {
  const { watch, metric, said } = watchOf("redis://127.0.0.1:1");
  await watch.look();
  await watch.look();
  expect(await metric("redis_up")).toBe(0);
  expect(said).toEqual([]);
});

test("every primary of a Cluster is seen by its address", async () => {
  const { watch, metric, sample } = watchOf(inject("redisUrls").cluster);
  for (const user of ["a", "b", "c", "d", "e"])
    sample.offer(await login(user, 1000, inject("redisUrls").cluster));
  await watch.look();
  for (const url of inject("operatorUrls").cluster.slice(0, 3)) {
    expect(await metric("redis_connected_replicas", { redis: new URL(url).host })).toBe(1);
  }
  expect(sample.keys).toHaveLength(5);
});

test("a sample never grows over its limit, however many keys it is offered", () => {
  const sample = new KeySample(10);
  for (let index = 0; index < 1000; index += 1) sample.offer(`key-${index}`);
  expect(new Set(sample.keys).size).toBe(10);
  expect(sample.keys.some((key) => Number(key.slice(4)) > 500)).toBe(true);
});

test("a primary that is another process than at the look before is counted", async () => {
  const { watch, metric } = watchOf();
  await watch.look();
  const { REDIS_OPERATOR_PASSWORD } = processes.passwords;
  const address = { host: "127.0.0.1", port };
  await asOperator(address, REDIS_OPERATOR_PASSWORD, (redis) =>
    redis.call("SHUTDOWN", "NOSAVE", "NOW"),
  ).catch(() => {});
  await processes.node(port, "min-replicas-to-write 0");
  await poll(
    async () => {
      await watch.look();
      return (await metric("redis_up")) === 1;
    },
    { timeoutMs: 10_000, promise: "Redis is seen again" },
  );
  await watch.look();
  expect(await metric("redis_new_primaries_total")).toBe(1);
}, 30_000);
