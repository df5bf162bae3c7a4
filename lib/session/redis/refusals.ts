import { ReplyError } from "ioredis";

/**
 * The meaning of Redis's refusal: `passing` is retried until the deadline, and `setup` fails at
 * once.
 */
export interface Refusal {
  readonly kind: "passing" | "setup";
  /** The hint to the operator: a thing to look at or to change. */
  readonly hint: string;
  readonly reason?: "store-full" | "not-durable";
}

const primaryMoved =
  "This Redis is a replica now: an election is under way and the client moves to the new primary.";
const loading = "Redis is loading its data or changing roles.";
const noSlot = "The Cluster has no primary for this key's slot at the moment.";
const forbidden =
  "Redis's ACL forbids the app's user this command or key. Compare the user's line in lib/session/config/users.acl with the keys in lib/session/keys.ts.";
const notThatCluster =
  "REDIS_URL and this Redis disagree on whether it is a Cluster. Write `redis+cluster://` for a Cluster, without a database, and `redis://` or `redis+sentinel://` for everything else.";

/**
 * The wording only chooses the kind and the hint: an error that isn't listed still counts as a
 * refusal. The wordings are those of Redis 7.0, Redis 8.0 and Valkey 8.
 */
const refusals: readonly [said: RegExp, kind: Refusal["kind"], hint: string, reason?: Refusal["reason"]][] = [
  [
    /^OOM\b/,
    "setup",
    "Redis is full and found nothing to evict. Raise `maxmemory`. Under `maxmemory-policy noeviction` nothing is ever evicted: `volatile-lru` has the sessions longest unused make room, as long as there are any.",
    "store-full",
  ],
  // The second is Redis 7.0's wording for a command inside a script, the third that of newer
  // servers.
  [/^(NOPERM\b|ERR The user executing the script can't|ERR ACL failure in script)/, "setup", forbidden],
  [
    /^(NOAUTH\b|WRONGPASS\b|ERR AUTH <password> called without)/,
    "setup",
    "Redis refused the user or password. Check both in REDIS_URL against lib/session/config/users.acl.",
  ],
  [
    /^DENIED\b/,
    "setup",
    "Redis accepts no connections from other machines, since it has no password (`protected-mode`). Give it the users in lib/session/config/users.acl.",
  ],
  [
    // A server before 7.0 takes the scripts' first line, `#!lua`, for a syntax error.
    /^(NOPROTO\b|ERR unknown (command|subcommand)|ERR Unknown (Redis )?command called|ERR Error compiling script)/,
    "setup",
    "Redis doesn't know a command that the app uses. The oldest version that works is 7.0; a proxy in between, or `rename-command`, may hide commands too.",
  ],
  [
    /^(CROSSSLOT\b|ERR This instance has cluster support disabled|ERR SELECT is not allowed in cluster mode)/,
    "setup",
    notThatCluster,
  ],
  [
    /^ERR (DB index is out of range|invalid DB index)/,
    "setup",
    "Redis lacks the database that REDIS_URL names. Raise `databases`, or leave the number out of REDIS_URL.",
  ],
  [/^(READONLY\b|ERR WAIT cannot be used with replica)/, "passing", primaryMoved],
  [
    /^NOREPLICAS\b/,
    "passing",
    "This Redis has too few replicas to accept writes (`min-replicas-to-write`): it was deposed, or its replicas are down.",
    "not-durable",
  ],
  [/^(LOADING|MASTERDOWN|UNBLOCKED|NOMASTERLINK|REDIRECT|NOSCRIPT)\b/, "passing", loading],
  [/^(CLUSTERDOWN|TRYAGAIN|ASK)\b/, "passing", noSlot],
  [/^MOVED\b/, "passing", `${noSlot} If it stays so: ${notThatCluster}`],
  [
    // Sentinels depose a primary that gives this error, since it answers their PING with it too.
    /^MISCONF\b/,
    "passing",
    "Redis refuses writes because it can't save to disk. Free disk space, or see `stop-writes-on-bgsave-error`.",
  ],
  [
    /^BUSY\b/,
    "passing",
    "A script has held Redis for longer than `busy-reply-threshold`. `SCRIPT KILL` ends one that has written nothing; the Sentinels send it by themselves.",
  ],
  [
    /^ERR max number of clients/,
    "passing",
    "Redis has no room for another connection. Raise `maxclients`, or see in `CLIENT LIST` which program holds them.",
  ],
  [/^(NOQUORUM|NOGOODSLAVE|INPROG)\b/, "passing", "The Sentinels can't elect a primary at the moment."],
];

/**
 * Errors that don't mean that Redis is away. Our scripts raise some: their own error, or a Lua
 * error, such as reading past the end of a record that was cut short. Another is that one key holds
 * another type. Asking another node, or later, gets the same answer.
 */
const aboutOneKey = /^((ERR )?(UNKNOWNLAYOUT\b|user_script:\d)|(WRONGTYPE|INVALIDOBJ)\b)/;

/** Whether the error is a reply of Redis itself. */
export function isReply(error: unknown): boolean {
  return error instanceof ReplyError;
}

/**
 * The meaning of an error reply. Undefined if the error is about one key or our own scripts raised
 * it.
 */
export function refusalIn(reply: string): Refusal | undefined {
  if (aboutOneKey.test(reply)) return undefined;
  for (const [said, kind, hint, reason] of refusals)
    if (said.test(reply)) return { kind, hint, ...(reason ? { reason } : {}) };
  const [word = ""] = /^[A-Z]+\b/.exec(reply) ?? [];
  return {
    kind: "passing",
    hint: `Redis refuses what it is asked (${word || "ERR"}); the cause has its words.`,
  };
}
