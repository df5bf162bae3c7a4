import { LRUCache } from "lru-cache";
import { perProcess } from "../../lib/node/per-process.ts";

/**
 * This process's memory, unknown to the other nodes and gone with the process: the beginning of
 * most apps, and the control of several experiments. 1,000 entries for 10 minutes.
 */
export const inMemory = (): LRUCache<string, { visits: number }> =>
  perProcess("lesson-memory", () => new LRUCache({ max: 1000, ttl: 600_000 }));
