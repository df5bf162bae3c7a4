import { Cluster, Redis } from "ioredis";
import { afterEach, expect, inject, it } from "vitest";
import { parseRedisUrl } from "../redis/url.ts";

const urls = inject("redisUrls");
const operators = inject("operatorUrls");
const opened: (Redis | Cluster)[] = [];

afterEach(() => {
  for (const redis of opened.splice(0)) redis.disconnect();
});

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on("error", () => {});
  opened.push(redis);
  return redis;
}

const withoutPassword = (url: string) => url.replace(/\/\/[^@]*@/, "//");

it("a connection without a password can do nothing, at a node and at a Sentinel", async () => {
  await expect(connect(withoutPassword(operators.standalone)).ping()).rejects.toThrow(/NOAUTH/);
  await expect(connect(withoutPassword(operators.sentinels[0] ?? "")).ping()).rejects.toThrow(/NOAUTH/);
});

it("the app can use its own keys", async () => {
  const app = connect(urls.standalone);
  await app.set("unstuck:{test}:users-test", "1", "PX", 60_000);
  expect(await app.get("unstuck:{test}:users-test")).toBe("1");
});

it.each([
  ["another key", ["GET", "somebody:else"]],
  ["listing keys", ["SCAN", "0"]],
  ["KEYS", ["KEYS", "*"]],
  ["FLUSHALL", ["FLUSHALL"]],
  ["CONFIG", ["CONFIG", "GET", "requirepass"]],
  ["becoming a replica", ["REPLICAOF", "NO", "ONE"]],
  ["killing clients", ["CLIENT", "KILL", "TYPE", "normal"]],
  ["reading the users", ["ACL", "LIST"]],
  ["another channel", ["PUBLISH", "somebody-else", "hello"]],
  ["another key inside a script", ["EVAL", "return redis.call('GET', KEYS[1])", "1", "somebody:else"]],
])("the app is refused %s", async (_, [command = "", ...args]) => {
  await expect(connect(urls.standalone).call(command, ...args)).rejects.toThrow(
    /NOPERM|can't run this command|No permissions/,
  );
});

it("the app finds the primary through the Sentinels, but can't start a failover", async () => {
  const target = parseRedisUrl(urls.sentinel);
  if (target.kind !== "sentinel") throw new Error("This is not a Sentinel URL.");
  const [{ host, port } = { host: "", port: 0 }] = target.sentinels;
  const sentinel = connect(`redis://app:${target.sentinelPassword}@${host}:${port}`);
  const answer = await sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", target.name);
  expect(answer).toEqual(["127.0.0.1", new URL(operators.sentinel[0] ?? "").port]);
  await expect(sentinel.call("SENTINEL", "FAILOVER", target.name)).rejects.toThrow(/NOPERM/);
});

it.each([
  ["replicaof", ["127.0.0.1", "6379"]],
  ["failover", ["ABORT"]],
  ["config", ["REWRITE"]],
  ["client", ["KILL", "TYPE", "normal"]],
  ["script", ["KILL"]],
])("the Sentinels may send a node %s, in this version as in later ones", async (command, args) => {
  const operator = connect(operators.standalone);
  expect(await operator.call("ACL", "DRYRUN", "sentinel", command, ...args)).toBe("OK");
});

it("the app can use every slot of the Cluster", async () => {
  const target = parseRedisUrl(urls.cluster);
  if (target.kind !== "cluster") throw new Error("This is not a Cluster URL.");
  const { username = "", password = "" } = target;
  const cluster = new Cluster(target.nodes, { redisOptions: { username, password } });
  opened.push(cluster);
  for (const tag of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
    await cluster.set(`unstuck:{${tag}}:users-test`, tag, "PX", 60_000);
    expect(await cluster.get(`unstuck:{${tag}}:users-test`)).toBe(tag);
  }
});
