import type { PrimaryNews } from "./absence.ts";
import type { Acknowledgement } from "./acknowledgement.ts";
import type { RedisReach } from "./reach.ts";
import type { Polling } from "./sentinel-poll.ts";
import type { RedisTarget } from "./target.ts";

/** Where Redis is, and how it is reached, is said as in {@link RedisReach}. */
export interface DurableRedisOptions extends RedisReach {
  /** The same, once it was understood. */
  target?: RedisTarget;
  /** What its own key begins with on a Cluster, before a colon. Default: the store's. */
  prefix?: string;
  /** Names the connections in `CLIENT LIST`. */
  label: string;
  /**
   * Milliseconds after which a read, and a write, fail with RedisUnavailable. Defaults:
   * {@link defaultDeadlines}.
   */
  deadlines?: { read: number; write: number };
  /** Default: every replica in step. */
  acknowledgement?: Acknowledgement;
  /** Default: what a Sentinel says counts from when it was asked. */
  polling?: Polling;
  /** Told when writes begin to wait for a primary, and when they don't any more. */
  onPrimary?: (news: PrimaryNews) => void;
}

/** Milliseconds. An election takes 4 to 6 s, which a write waits out and a read doesn't. */
export const defaultDeadlines = { read: 2000, write: 8000 };
