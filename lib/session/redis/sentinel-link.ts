import type { RedisConnection } from "./connection.ts";
import { FallbackReader } from "./fallback-reader.ts";
import type { Polling } from "./sentinel-poll.ts";
import { SentinelWatch } from "./sentinel-watch.ts";
import type { SentinelTarget } from "./target.ts";

/**
 * Has the Sentinels' view lead connections to the primary, and reads to other nodes
 * while the primary is silent.
 */
export class SentinelLink {
  readonly watch: SentinelWatch;
  readonly fallback: FallbackReader;
  readonly #connections: readonly RedisConnection[];

  /** @param label Names the connections to replicas in `CLIENT LIST`. */
  constructor(
    target: SentinelTarget,
    connections: readonly RedisConnection[],
    label: string,
    polling?: Polling,
  ) {
    this.#connections = connections;
    this.watch = new SentinelWatch(target, (all) => this.#lead(all), polling);
    this.fallback = new FallbackReader(target, this.watch, label);
    // The Sentinel that named it may have been asked just before an election was over. A primary
    // that is cut off says nothing, so the next of the regular questions, up to a second later,
    // would be the first to notice.
    for (const connection of connections) {
      connection.client.on("connect", () => {
        const { server } = connection;
        if (server !== undefined && !this.watch.consensus.names(server)) void this.watch.ask();
      });
    }
  }

  close(): void {
    this.watch.close();
    this.fallback.close();
  }

  /** @param all Whether every Sentinel of a poll has been heard. */
  #lead(all: boolean): void {
    const { consensus } = this.watch;
    for (const { server, move, hurry } of this.#connections) {
      if (server === undefined) continue;
      // Only once all have been heard: the one that isn't yet may be the one that
      // sent the connection there.
      if (all && !consensus.names(server)) move();
      else if (consensus.replaced(server)) hurry();
    }
    if (all) this.fallback.forgetUnlisted();
  }
}
