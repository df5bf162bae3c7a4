import type { Redis } from "ioredis";

/** Where a call finds the node that has its key. */
export interface Sharded {
  /**
   * Runs `work` on the node of the key's slot; elsewhere once more, if that node says so.
   * @param work `asking` says that the slot is on its way to that node (see ./asking.ts).
   */
  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T>;
}
