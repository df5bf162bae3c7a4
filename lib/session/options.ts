import type { GuestPolicy } from "./guests/policy.ts";
import type { MetadataFormat } from "./metadata.ts";
import type { SessionObserver } from "./observer.ts";
import type { StoreParts } from "./parts.ts";
import type { RecordFormat, SessionPolicy } from "./policy.ts";
import type { RedisReach } from "./redis/reach.ts";

/**
 * The options of {@link RedisSessions}. {@link RedisReach} says where Redis is and how it is
 * reached.
 */
export interface RedisSessionsOptions<Metadata = undefined> extends RedisReach {
  /**
   * Secrets of at least 32 random bytes. The first makes the verifiers of new tokens, and every one
   * is accepted.
   */
  peppers: readonly string[];
  /** Secrets of at least 32 random bytes. The first seals, and every one opens. */
  envelopeKeys: readonly string[];
  policy?: Partial<SessionPolicy>;
  /**
   * Turns on sessions of guests, within these limits. `{}` means the defaults. Without this option
   * the store has no guests.
   */
  guests?: Partial<GuestPolicy>;
  /**
   * The beginning of every key and of the announcements' channel, before a colon. Default
   * `unstuck`. Stores with different prefixes share nothing, and the stores of one app must have
   * the same. The Redis user needs the key pattern `~prefix:*` and the channel `&prefix:*`.
   */
  prefix?: string;
  /** How sessions' metadata is kept. Default: unchanged. */
  metadata?: MetadataFormat<Metadata>;
  /**
   * Whether this store announces the sessions that it revokes, and learns of those that others
   * announce. With announcements a revocation outlives its node (in an election), and
   * {@link RedisSessions.watch} hears of all nodes. Default true, for 2 connections. False is for a
   * store that is the only one on its Redis, or whose sessions may come back in a failover.
   */
  announcements?: boolean;
  /**
   * The format of the records that this store writes; it reads both. Default 2. Set 1 while builds
   * that know only format 1 run beside this one, or may come back by a rollback: they read what it
   * writes (docs/decisions/0015).
   */
  writeFormat?: RecordFormat;
  /** The store puts it before new tokens, and does not look for tokens of another region. */
  region?: string;
  /** Names the connections in `CLIENT LIST`. */
  label?: string;
  /**
   * Milliseconds after which a read, and a write, fail with RedisUnavailable. Defaults 2000 and
   * 8000: an election takes 4 to 6 s.
   */
  deadlines?: { read: number; write: number };
  /**
   * Bytes for the revocations of the last 5 minutes, which are repeated after an election. Default
   * 32 MB: 2,700 a second. If more come, the store drops the oldest and tells the observer.
   */
  journalBytes?: number;
  /**
   * The part that reads sessions. Default `fast`: reads of one turn of the event loop share a call.
   * `plain` asks for one session per call; it is short and shows what a read is (plain-reader.ts).
   * Both keep the same promises.
   */
  reader?: "fast" | "plain";
  observer?: SessionObserver;
  /** For negative controls only, which show the failures with another part in place of one. */
  parts?: Partial<StoreParts>;
}
