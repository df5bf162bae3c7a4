import { Cluster, type Redis } from "ioredis";
import type { Sharded } from "./sharded.ts";
import { Shards } from "./shards.ts";

/**
 * A Cluster's client whose scripts go to the nodes by themselves. ioredis also follows a
 * redirection. But it goes to a node on which nothing was prepared, and without ASKING and the
 * other changes that a moving slot needs.
 */
export class ShardedClient extends Cluster implements Sharded {
  /**
   * `shards` hears of each node, because a client connects in a later turn of the event loop than
   * the one that creates it.
   */
  readonly shards = new Shards(this);

  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T> {
    return this.shards.run(key, work);
  }
}
