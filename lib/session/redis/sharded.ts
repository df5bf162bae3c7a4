import type { Redis } from "ioredis";

/** Where a call finds the node that has its key. */
export interface Sharded {
  /**
   * Runs `work` on the node of the key's slot, and once more on another node if that node says so.
   * @param work `asking` says that the slot is moving to that node (see ./asking.ts).
   */
  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T>;
}
