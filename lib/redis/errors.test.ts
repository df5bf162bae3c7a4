import { describe, expect, test } from "vitest";
import {
  isPassing,
  isUnavailable,
  NotDurable,
  RedisMisconfigured,
  RedisUnavailable,
  translate,
} from "./errors.ts";

/** What Redis 7.0 and ioredis say, in their words. */
const setup: [said: string, setting: RegExp][] = [
  ["OOM command not allowed when used memory > 'maxmemory'.", /maxmemory/],
  ["OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'", /maxmemory/],
  ["NOPERM this user has no permissions to run the 'cluster|slots' command", /users\.acl/],
  ["NOPERM this user has no permissions to access one of the keys used as arguments", /users\.acl/],
  ["ERR The user executing the script can't run this command or subcommand script: 1234", /users\.acl/],
  ["WRONGPASS invalid username-password pair or user is disabled.", /REDIS_URL/],
  ["NOAUTH Authentication required.", /REDIS_URL/],
  [
    "All sentinels are unreachable. Retrying from scratch after 10ms. Last error: WRONGPASS invalid",
    /REDIS_URL/,
  ],
  [
    "MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.",
    /disk/,
  ],
];
const passing: [said: string, meaning: RegExp][] = [
  ["READONLY You can't write against a read only replica.", /election/],
  ["ERR WAIT cannot be used with replica instances.", /election/],
  ["NOREPLICAS Not enough good replicas to write.", /min-replicas-to-write/],
  ["LOADING Redis is loading the dataset in memory", /loading/],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", /changing roles/],
  ["UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", /roles/],
  ["CLUSTERDOWN The cluster is down", /Cluster/],
  ["TRYAGAIN Multiple keys request during rehashing of slot", /Cluster/],
  ["connect ECONNREFUSED 127.0.0.1:6379", /can't be reached/],
  ["Connection is closed.", /can't be reached/],
  ["Socket timeout. Expecting data, but didn't receive any in 1000ms.", /can't be reached/],
  ["Failed to refresh slots cache. ClusterAllFailedError", /can't be reached/],
];
const own = [
  "NOSCRIPT No matching script. Please use EVAL.",
  "ERR wrong number of arguments",
  "Cannot read properties of undefined",
];

describe.each(setup)("%s", (said, setting) => {
  test("is a fault of the set-up: not tried again, and the setting to change is named", () => {
    expect(isPassing(new Error(said))).toBe(false);
    const translated = translate(new Error(said));
    expect(translated).toBeInstanceOf(RedisMisconfigured);
    expect(String(translated)).toMatch(setting);
    expect(translated).toMatchObject({ cause: { message: said }, retryAfter: 30 });
  });
});

describe.each(passing)("%s", (said, meaning) => {
  test("passes: tried again, and unavailable at the deadline", () => {
    expect(isPassing(new Error(said))).toBe(true);
    const translated = translate(new Error(said));
    expect(translated).toBeInstanceOf(RedisUnavailable);
    expect(translated).not.toBeInstanceOf(RedisMisconfigured);
    expect(String(translated)).toMatch(meaning);
  });
});

test.each(own)("%s says nothing about Redis being away: it passes unchanged", (said) => {
  const error = new Error(said);
  expect(isPassing(error)).toBe(false);
  expect(translate(error)).toBe(error);
});

test("what was translated already stays as it is", () => {
  for (const error of [new RedisUnavailable("x"), new NotDurable(0, 1)]) {
    expect(translate(error)).toBe(error);
    expect(isPassing(error)).toBe(false);
  }
});

test("an error of another bundle's copy of the class is known by its brand", () => {
  const brand = Symbol.for("unstuck.RedisUnavailable");
  expect(isUnavailable(Object.assign(new Error("of another copy"), { [brand]: true }))).toBe(true);
  for (const error of [new RedisUnavailable("x"), new RedisMisconfigured("x"), new NotDurable(0, 1)])
    expect(isUnavailable(error)).toBe(true);
  for (const error of [new Error("x"), "x", null, undefined, { [brand]: true }])
    expect(isUnavailable(error)).toBe(false);
});
