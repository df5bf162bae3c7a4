import type { PrimaryNews } from "./absence.ts";
import type { Acknowledgement } from "./acknowledgement.ts";
import type { RedisReach } from "./reach.ts";
import type { Polling } from "./sentinel-poll.ts";
import type { RedisTarget } from "./target.ts";

/** The options of a durable Redis. {@link RedisReach} says where Redis is and how it is reached. */
export interface DurableRedisOptions extends RedisReach {
  /** The same, already parsed. */
  target?: RedisTarget;
  /** The beginning of its own key on a Cluster, before a colon. Default: the store's. */
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
  /** Default: a Sentinel's answer counts from the moment at which it was asked. */
  polling?: Polling;
  /** Called when writes begin to wait for a primary, and when they no longer do. */
  onPrimary?: (news: PrimaryNews) => void;
}

/** Milliseconds. An election takes 4 to 6 s: a write waits that long, and a read doesn't. */
export const defaultDeadlines = { read: 2000, write: 8000 };
