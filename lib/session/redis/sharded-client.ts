import { Cluster, type Redis } from "ioredis";
import type { Sharded } from "./sharded.ts";
import { Shards } from "./shards.ts";

/**
 * A Cluster's client whose scripts go to the nodes by themselves. ioredis also
 * follows a redirection, but to a node on which nothing was prepared, and not with
 * what a slot on its way needs.
 */
export class ShardedClient extends Cluster implements Sharded {
  /**
   * It hears of each node: a client connects in a later turn of the event loop than it is made in.
   */
  readonly shards = new Shards(this);

  onShard<T>(key: string, work: (node: Redis, asking: boolean) => Promise<T>): Promise<T> {
    return this.shards.run(key, work);
  }
}
