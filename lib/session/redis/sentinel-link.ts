import type { RedisConnection } from "./connection.ts";
import { FallbackReader } from "./fallback-reader.ts";
import type { Polling } from "./sentinel-poll.ts";
import { SentinelWatch } from "./sentinel-watch.ts";
import type { SentinelTarget } from "./target.ts";

/**
 * Lets the Sentinels' view lead connections to the primary, and reads to other nodes while the
 * primary is silent.
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
    // The Sentinel that named this primary may have been asked just before an election ended. A
    // primary that is cut off sends nothing, so otherwise the next regular poll, up to a second
    // later, would be the first to notice.
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

  /** @param all Whether every Sentinel of a poll has answered or been given up. */
  #lead(all: boolean): void {
    const { consensus } = this.watch;
    for (const { server, move, hurry } of this.#connections) {
      if (server === undefined) continue;
      // This waits until all have answered: the last one may be the one that sent the connection to
      // this server.
      if (all && !consensus.names(server)) move();
      else if (consensus.replaced(server)) hurry();
    }
    if (all) this.fallback.forgetUnlisted();
  }
}
