import { Cluster, type Redis } from "ioredis";
import { Shards } from "./shards.ts";

/** Where a call finds the node that has its key. */
export interface Sharded {
  /**
   * Runs `work` on the node of the key's slot; elsewhere once more, if that node says so.
   * @param work `asking` says that the slot is on its way to that node (see ./asking.ts).
   */
  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T>;
}

/**
 * A Cluster's client whose scripts go to the nodes by themselves. ioredis also follows a redirection, but to a node on which
 * nothing was prepared, and not with what a slot on its way needs.
 */
export class ShardedClient extends Cluster implements Sharded {
  /** It hears of each node: a client connects in a later turn of the event loop than it is made in. */
  readonly shards = new Shards(this);

  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T> {
    return this.shards.run(key, work);
  }
}
