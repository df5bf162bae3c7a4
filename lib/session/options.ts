import type { GuestPolicy } from "./guests/policy.ts";
import type { MetadataFormat } from "./metadata.ts";
import type { SessionObserver } from "./observer.ts";
import type { StoreParts } from "./parts.ts";
import type { RecordFormat, SessionPolicy } from "./policy.ts";
import type { RedisReach } from "./redis/reach.ts";

/**
 * What {@link RedisSessions} is opened with. Where Redis is, and how it is reached, is said
 * as in {@link RedisReach}.
 */
export interface RedisSessionsOptions<Metadata = undefined> extends RedisReach {
  /**
   * Secrets of at least 32 random bytes; the first makes new tokens'
   * verifiers, every one is accepted.
   */
  peppers: readonly string[];
  /** Secrets of at least 32 random bytes; the first seals, every one opens. */
  envelopeKeys: readonly string[];
  policy?: Partial<SessionPolicy>;
  /**
   * Has sessions of guests too, within these limits. `{}`: with the defaults.
   * Without it there are none.
   */
  guests?: Partial<GuestPolicy>;
  /**
   * What every key and the announcements' channel begin with, before a colon. Default `unstuck`.
   * Stores with different prefixes share nothing; those of one app must have the same. The Redis
   * user needs the key pattern `~prefix:*` and the channel `&prefix:*`.
   */
  prefix?: string;
  /** How sessions' metadata is kept. Default: as it is. */
  metadata?: MetadataFormat<Metadata>;
  /**
   * Whether this store announces what it revokes, and learns what others announce, so that a
   * revocation outlives its node (in an election) and {@link RedisSessions.watch} hears of all
   * nodes. Default true, for 2 connections. False is for a store that alone uses its Redis, or
   * whose sessions may come back in a failover.
   */
  announcements?: boolean;
  /**
   * The format of the records that this store writes; it reads both. Default 2. While builds that
   * know format 1 alone run beside this one, or may come back by a rollback, set 1: they read what
   * it writes (docs/decisions/0015).
   */
  writeFormat?: RecordFormat;
  /** Put before new tokens; tokens of another region are not looked for here. */
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
   * 32 MB: 2,700 a second. When more come, the oldest are dropped, and the observer is told.
   */
  journalBytes?: number;
  /**
   * What reads sessions. Default `fast`: reads of one turn of the event loop share a call.
   * `plain` asks for one session per call; it is short and shows what a read is
   * (plain-reader.ts). Both keep the same promises.
   */
  reader?: "fast" | "plain";
  observer?: SessionObserver;
  /** For negative controls only: what goes wrong with another part in its place? */
  parts?: Partial<StoreParts>;
}
