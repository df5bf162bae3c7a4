import type { Mechanism } from "../redis/mechanism.ts";
import type { Revocation } from "./journal.ts";
import type { SessionObserver } from "./observer.ts";
import type { RecordFormat, SessionPolicy } from "./policy.ts";

/** What {@link RedisSessions} is opened with. */
export interface RedisSessionsOptions {
  /** `redis://`, `redis+sentinel://` or `redis+cluster://`; see lib/redis/url.ts. */
  url: string;
  /** Secrets of at least 32 random bytes; the first makes new tokens' verifiers, every one is accepted. */
  peppers: readonly string[];
  /** Secrets of at least 32 random bytes; the first seals, every one opens. */
  envelopeKeys: readonly string[];
  policy?: Partial<SessionPolicy>;
  /**
   * The format of the records that this store writes; it reads both. Default 2. While builds that know format 1 alone run beside this
   * one, or may come back by a rollback, set 1: they read what it writes (docs/decisions/0015).
   */
  writeFormat?: RecordFormat;
  /** Put before new tokens; tokens of another region are not looked for here. */
  region?: string;
  /** Names the connections in `CLIENT LIST`. */
  label?: string;
  /** Milliseconds after which a read, and a write, fail with RedisUnavailable. Defaults 2000 and 8000: an election takes 4 to 6 s. */
  deadlines?: { read: number; write: number };
  /**
   * Bytes for the revocations of the last 5 minutes, which are repeated after an election. Default 32 MB: 2,700 a second. When more
   * come, the oldest are dropped, and the observer is told.
   */
  journalBytes?: number;
  observer?: SessionObserver;
  /** Told of sessions that this store ended before their time, to tell the other nodes' stores ({@link RedisSessions.learn}). Must not throw. */
  onRevoked?: (revocation: Revocation) => void;
  /** For the negative controls of the fault campaign only: what goes wrong without it? */
  without?: readonly Mechanism[] | undefined;
}
