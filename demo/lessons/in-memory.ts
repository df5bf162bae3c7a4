import { LRUCache } from "lru-cache";
import { perProcess } from "../../lib/node/per-process.ts";

/**
 * What most apps begin with, and the control of several experiments: this process's memory, unknown
 * to the other nodes and gone with it. 1,000 entries for 10 minutes.
 */
export const inMemory = (): LRUCache<string, { visits: number }> =>
  perProcess("lesson-memory", () => new LRUCache({ max: 1000, ttl: 600_000 }));
