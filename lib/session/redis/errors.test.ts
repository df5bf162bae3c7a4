import { ReplyError } from "ioredis";
import { describe, expect, test } from "vitest";
import {
  isPassing,
  isTelling,
  isUnavailable,
  NotDurable,
  RedisMisconfigured,
  RedisUnavailable,
  translate,
} from "./errors.ts";

test("an error says why nothing is known: away, full, or on too few replicas", () => {
  const reasonOf = (said: string) => (translate(new ReplyError(said)) as RedisUnavailable).reason;
  expect(reasonOf("OOM command not allowed when used memory > 'maxmemory'.")).toBe("store-full");
  expect(reasonOf("NOREPLICAS Not enough good replicas to write.")).toBe("not-durable");
  expect(reasonOf("LOADING Redis is loading the dataset in memory")).toBe("store-away");
  expect([new NotDurable(1, 2).reason, new RedisUnavailable("").reason]).toEqual([
    "not-durable",
    "store-away",
  ]);
});

/**
 * Every word with which Redis 7.0, Redis 8.0, Valkey 8.0 and Valkey 8.1 begin an error, found in
 * their programs, and the setting that the message must name.
 */
const setup: [said: string, setting: RegExp][] = [
  ["OOM command not allowed when used memory > 'maxmemory'.", /maxmemory/],
  ["OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'", /maxmemory/],
  ["NOPERM this user has no permissions to run the 'cluster|slots' command", /users\.acl/],
  ["NOPERM User app has no permissions to run the 'evalsha' command", /users\.acl/],
  ["NOPERM this user has no permissions to access one of the keys used as arguments", /users\.acl/],
  ["NOPERM No permissions to access a key", /users\.acl/],
  ["ERR The user executing the script can't run this command or subcommand script: 1234", /users\.acl/],
  [
    "ERR The user executing the script can't access at least one of the keys mentioned in the command arguments",
    /users\.acl/,
  ],
  ["ERR The user executing the script can't publish to the channel mentioned in the command", /users\.acl/],
  ["ERR ACL failure in script: User app has no permissions to run the 'zscore' command", /users\.acl/],
  [
    "ERR ACL failure in script: No permissions to access a key script: 1234, on @user_script:2.",
    /users\.acl/,
  ],
  ["WRONGPASS invalid username-password pair or user is disabled.", /REDIS_URL/],
  ["NOAUTH Authentication required.", /REDIS_URL/],
  ["ERR AUTH <password> called without any password configured for the default user.", /REDIS_URL/],
  ["DENIED Redis is running in protected mode because protected mode is enabled", /protected-mode/],
  ["NOPROTO unsupported protocol version", /7\.0/],
  ["ERR unknown command 'EVALSHA', with args beginning with: ", /7\.0/],
  ["ERR unknown subcommand 'SHARDS'. Try CLUSTER HELP.", /7\.0/],
  ["ERR Unknown Redis command called from script script: 1234, on @user_script:2.", /rename-command/],
  ["ERR Unknown command called from script script: 1234, on @user_script:2.", /rename-command/],
  ["ERR Error compiling script (new function): user_script:1: unexpected symbol near '#'", /7\.0/],
  ["CROSSSLOT Keys in request don't hash to the same slot", /redis\+cluster:/],
  ["ERR This instance has cluster support disabled", /redis\+cluster:/],
  ["ERR SELECT is not allowed in cluster mode", /redis\+cluster:/],
  ["ERR DB index is out of range", /databases/],
];
const passing: [said: string, hint: RegExp][] = [
  ["READONLY You can't write against a read only replica.", /election/],
  ["READONLY Can not run script with write flag on readonly replica", /election/],
  ["ERR WAIT cannot be used with replica instances.", /election/],
  ["NOREPLICAS Not enough good replicas to write.", /min-replicas-to-write/],
  ["LOADING Redis is loading the dataset in memory", /loading/],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", /changing roles/],
  ["NOMASTERLINK Can't SYNC while not connected with my master", /changing roles/],
  ["UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", /roles/],
  ["REDIRECT 127.0.0.1:6380", /changing roles/],
  ["NOSCRIPT No matching script. Please use EVAL.", /changing roles/],
  ["CLUSTERDOWN The cluster is down", /Cluster/],
  ["CLUSTERDOWN Hash slot not served", /Cluster/],
  ["TRYAGAIN Multiple keys request during rehashing of slot", /Cluster/],
  ["ASK 3999 127.0.0.1:6381", /Cluster/],
  ["MOVED 3999 127.0.0.1:6381", /redis\+cluster:/],
  [
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
    /disk/,
  ],
  [
    "MISCONF Valkey is configured to persist data to AOF, but it's currently unable to persist to disk.",
    /disk/,
  ],
  ["MISCONF Errors writing to the AOF file: No space left on device", /disk/],
  ["BUSY Redis is busy running a script. You can only call SCRIPT KILL", /busy-reply-threshold/],
  ["BUSY Valkey is busy running a module command.", /busy-reply-threshold/],
  ["ERR max number of clients reached", /maxclients/],
  ["ERR max number of clients + cluster connections reached", /maxclients/],
  ["NOQUORUM 1 usable Sentinels. ", /Sentinels/],
  ["NOGOODSLAVE No suitable replica to promote", /Sentinels/],
  ["INPROG Failover already in progress", /Sentinels/],
  // None of these has a row of its own: they still count as refusals.
  ["IOERR error or timeout reading to target instance", /IOERR/],
  ["EXECABORT Transaction discarded because of: READONLY", /EXECABORT/],
  ["NOTBUSY No scripts in execution right now.", /NOTBUSY/],
  ["UNKILLABLE Sorry the script already executed write commands against the dataset.", /UNKILLABLE/],
  ["NOSUB 'unsubscribe' command executed not in subscribed mode", /NOSUB/],
  ["NOGROUP No such consumer group", /NOGROUP/],
  ["BUSYGROUP Consumer Group name already exists", /BUSYGROUP/],
  ["BUSYKEY Target key name already exists.", /BUSYKEY/],
  ["ERR wrong number of arguments for 'get' command", /ERR/],
  ["ERR value is not an integer or out of range", /ERR/],
  ["TOMORROW a word that no version says today", /TOMORROW/],
  ["words without a word in front", /refuses what it is asked/],
];
/** Errors that our own scripts raise, and Redis's errors about one key. */
const aboutOneKey = [
  "UNKNOWNLAYOUT",
  "ERR UNKNOWNLAYOUT",
  "ERR user_script:2: attempt to index local 'x' (a nil value) script: 1234, on @user_script:2.",
  "user_script:42: bad argument #2 to 'unpack' (data string too short)",
  "WRONGTYPE Operation against a key holding the wrong kind of value script: 1234, on @user_script:2.",
  "INVALIDOBJ Corrupted HLL object detected",
];

describe.each(setup)("the reply %s", (said, setting) => {
  test("is a fault of the set-up: not tried again, and the setting to change is named", () => {
    const error = new ReplyError(said);
    expect(isPassing(error)).toBe(false);
    const translated = translate(error);
    expect(translated).toBeInstanceOf(RedisMisconfigured);
    expect(String(translated)).toMatch(setting);
    expect(translated).toMatchObject({ cause: { message: said }, retryAfter: 30 });
  });
});

describe.each(passing)("the reply %s", (said, hint) => {
  test("passes: tried again, and unavailable at the deadline, with what to look at", () => {
    const error = new ReplyError(said);
    expect([isPassing(error), isTelling(error)]).toEqual([true, true]);
    const translated = translate(error);
    expect(translated).toBeInstanceOf(RedisUnavailable);
    expect(translated).not.toBeInstanceOf(RedisMisconfigured);
    expect(String(translated)).toMatch(hint);
    expect(translated).toMatchObject({ cause: { message: said }, retryAfter: 2 });
  });
});

test.each(aboutOneKey)("the reply %s says nothing about Redis being away: it passes unchanged", (said) => {
  const error = new ReplyError(said);
  expect(isPassing(error)).toBe(false);
  expect(translate(error)).toBe(error);
});

/** This names errors as ioredis names its classes, which it doesn't export. */
const named = (message: string, beside: object = {}) => Object.assign(new Error(message), beside);
const RedisError = Object.getPrototypeOf(ReplyError) as typeof Error;
class OfIoredis extends RedisError {}

test.each([
  new OfIoredis("Reached the max retries per request limit (which is 20)."),
  new OfIoredis("Fatal error encountered. Command aborted. It might have been processed."),
  new OfIoredis("Failed to refresh slots cache."),
  named("connect ECONNREFUSED 127.0.0.1:6379"),
  named("", { code: "ECONNREFUSED" }),
  named("read ECONNRESET", { code: "ECONNRESET" }),
  named("write EPIPE", { code: "EPIPE" }),
  named("getaddrinfo ENOTFOUND redis", { code: "ENOTFOUND" }),
  named("getaddrinfo EAI_AGAIN redis", { code: "EAI_AGAIN" }),
  named("connect EHOSTUNREACH 10.0.0.9:6379", { code: "EHOSTUNREACH" }),
  named("Connection is closed."),
  named("Command timed out"),
  named("Socket timeout. Expecting data, but didn't receive any in 1000ms."),
  named("Stream isn't writeable and enableOfflineQueue options is false"),
  named("All sentinels are unreachable. Retrying from scratch after 10ms. Last error: Connection is closed."),
  named("None of startup nodes is available"),
  named("Cluster isn't ready and enableOfflineQueue options is false"),
  named("Too many Cluster redirections. Last error: Error: Connection is closed."),
  named("Node is disconnected"),
])("%s, of the connection, passes: Redis can't be reached", (error) => {
  expect([isPassing(error), isTelling(error)]).toEqual([true, false]);
  expect(translate(error)).toBeInstanceOf(RedisUnavailable);
  expect(String(translate(error))).toMatch(/can't be reached/);
});

test.each([
  [
    named(
      "All sentinels are unreachable. Retrying from scratch after 10ms. Last error: WRONGPASS invalid username",
    ),
    /REDIS_URL against/,
  ],
  [named("Too many Cluster redirections. Last error: ReplyError: MOVED 3999 127.0.0.1:6381"), /slot/],
  [
    Object.assign(new OfIoredis("Failed to refresh slots cache."), {
      lastNodeError: new ReplyError("NOPERM User app has no permissions to run the 'cluster|slots' command"),
    }),
    /users\.acl/,
  ],
  [
    Object.assign(new ReplyError("EXECABORT Transaction discarded because of previous errors."), {
      previousErrors: [new ReplyError("OOM command not allowed when used memory > 'maxmemory'.")],
    }),
    /maxmemory/,
  ],
  [named("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), /certificate/],
])("%s is told by the error inside", (error, hint) => {
  expect(isTelling(error)).toBe(true);
  expect(String(translate(error))).toMatch(hint);
});

test.each([
  new TypeError("Cannot read properties of undefined"),
  new RangeError("Invalid array length"),
  named("READONLY: the words of Redis in an error that Redis didn't make"),
  named("ENOENT: no such file or directory, open 'x.lua'", { code: "ENOENT", syscall: "open" }),
  named("This operation was aborted", { name: "AbortError" }),
  "a string",
  undefined,
])("%s is the caller's own and passes unchanged", (error) => {
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
