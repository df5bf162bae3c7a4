const brand = Symbol.for("unstuck.RedisUnavailable");

/** Redis could not answer: nothing is known about the session. A person gets 503 with Retry-After, never a logout. */
export class RedisUnavailable extends Error {
  readonly [brand] = true;
  /** Seconds after which another try is worth it: an election takes 2 to 4. */
  readonly retryAfter: number;

  constructor(message: string, options?: { cause?: unknown; retryAfter?: number }) {
    super(message, options);
    this.name = "RedisUnavailable";
    this.retryAfter = options?.retryAfter ?? 2;
  }
}

/**
 * Whether an error says that Redis could not answer. Not `instanceof`: bundlers give pages and routes a copy of the class
 * each, and an error of one must be known to the other.
 */
export function isUnavailable(error: unknown): error is RedisUnavailable {
  return error instanceof Error && brand in error;
}

/** Redis answered, and its answer is a fault of the set-up. Trying again doesn't help: the message names the setting to change. */
export class RedisMisconfigured extends RedisUnavailable {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, { ...options, retryAfter: 30 });
    this.name = "RedisMisconfigured";
  }
}

/** The write is in Redis, but not on as many nodes as a success promises. Repeating the operation is safe. */
export class NotDurable extends RedisUnavailable {
  constructor(have: number, need: number) {
    super(
      `Only ${have} of ${need} replicas have the write, so the loss of one Redis node could undo it. ` +
        "Try again; if it stays so, start the missing replica (or lower `replicas` in REDIS_URL and with it the promise).",
    );
    this.name = "NotDurable";
  }
}

const meanings: [prefix: RegExp, kind: "passing" | "setup", meaning: string][] = [
  [
    /^OOM\b/,
    "setup",
    "Redis is full and may evict nothing. Raise `maxmemory`, or set `maxmemory-policy volatile-lru` so that the sessions longest unused make room.",
  ],
  [
    // The second is what Redis 7.0 says of a command inside a script.
    /^(NOPERM\b|ERR The user executing the script can't)/,
    "setup",
    "Redis's ACL forbids the app's user this command or key. Compare the user's line in redis/users.acl with the keys in lib/session/keys.ts.",
  ],
  [
    // The second is how ioredis quotes a Sentinel.
    /(^|Last error: )(NOAUTH|WRONGPASS)\b/,
    "setup",
    "Redis refused the user or password. Check both in REDIS_URL against redis/users.acl.",
  ],
  [
    /^(READONLY\b|ERR WAIT cannot be used with replica)/,
    "passing",
    "This Redis is a replica now: an election is under way and the client moves to the new primary.",
  ],
  [
    /^NOREPLICAS\b/,
    "passing",
    "This Redis has too few replicas to accept writes (`min-replicas-to-write`): it was deposed, or its replicas are down.",
  ],
  [/^(LOADING|MASTERDOWN|UNBLOCKED)\b/, "passing", "Redis is loading its data or changing roles."],
  [/^(CLUSTERDOWN|TRYAGAIN)\b/, "passing", "The Cluster has no primary for this key's slot at the moment."],
  [
    /^MISCONF\b/,
    "setup",
    "Redis refuses writes because it can't save to disk. Free disk space, or see `stop-writes-on-bgsave-error`.",
  ],
];

const passing =
  /^((READONLY|NOREPLICAS|LOADING|MASTERDOWN|UNBLOCKED|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|NOMASTERLINK)\b|ERR WAIT cannot be used with replica)/;
const broken =
  /Connection is closed|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|Socket timeout|max retries|None of startup nodes|Cluster/i;

/** Whether the same command may succeed in a moment, against this or the next primary. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof Error && !isSetup(error) && (passing.test(error.message) || broken.test(error.message))
  );
}

/** Whether the set-up is at fault. Asked first: NOPERM may name a command (`cluster|slots`) that reads like a lost connection. */
export function isSetup(error: unknown): boolean {
  return (
    error instanceof Error &&
    meanings.some(([prefix, kind]) => kind === "setup" && prefix.test(error.message))
  );
}

/** What an error of Redis or of the connection to it means, and which setting to change. Errors of the caller's own pass unchanged. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RedisUnavailable) return error;
  for (const [prefix, kind, meaning] of meanings) {
    if (prefix.test(error.message)) {
      return kind === "setup"
        ? new RedisMisconfigured(meaning, { cause: error })
        : new RedisUnavailable(meaning, { cause: error });
    }
  }
  if (broken.test(error.message)) {
    return new RedisUnavailable("Redis can't be reached. Check REDIS_URL and that Redis runs.", {
      cause: error,
    });
  }
  return error;
}
