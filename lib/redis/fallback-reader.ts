import { Redis } from "ioredis";
import type { SentinelWatch } from "./sentinel-watch.ts";
import type { Address, RedisTarget } from "./url.ts";

const answerWithin = 400;

/**
 * Read-only questions to whichever Redis node may be trusted while the primary doesn't answer. Connections are opened when
 * first needed and kept for as long as a Sentinel lists the node, so that the first read of an outage pays for them and no other.
 */
export class FallbackReader {
  readonly #target: RedisTarget & { kind: "sentinel" };
  readonly #watch: SentinelWatch;
  readonly #label: string;
  /** By `host port`. */
  readonly #clients = new Map<string, Redis>();

  /** @param label Names the connections in `CLIENT LIST`. */
  constructor(target: RedisTarget & { kind: "sentinel" }, watch: SentinelWatch, label: string) {
    this.#target = target;
    this.#watch = watch;
    this.#label = label;
  }

  /**
   * Asks the trusted nodes at once and gives the first answer that is a yes. That there is no such thing, null, is said only
   * where two replicas or more are in step and all of them say so: each has every acknowledged write. Never settles
   * otherwise: then the primary alone can say.
   *
   * A node is trusted by what most Sentinels said when they were asked after the read had begun (`Consensus.readable`). That is looked at
   * again when the answer is there, since a Sentinel may have said otherwise meanwhile.
   * @param begun When the read began, of `performance.now()`.
   */
  async ask<T>(
    question: (client: Redis) => Promise<T>,
    isYes: (answer: T) => boolean,
    begun: number,
  ): Promise<T | null> {
    await this.#watch.ask(begun);
    const trusted = () => this.#watch.consensus.readable(begun);
    const { primary, inStep } = trusted();
    return new Promise((resolve) => {
      let unsure = Math.max(2, inStep.length);
      const ask = async (address: Address, of: "primary" | "inStep", no: () => void) => {
        try {
          const answer = await question(this.#client(address));
          if (!trusted()[of].some((one) => nameOf(one) === nameOf(address))) return;
          if (isYes(answer)) resolve(answer);
          else no();
        } catch {
          // Another node may answer; if none does, the caller's deadline speaks.
        }
      };
      for (const address of primary) void ask(address, "primary", () => {});
      for (const address of inStep) {
        void ask(address, "inStep", () => {
          unsure -= 1;
          if (unsure === 0) resolve(null);
        });
      }
    });
  }

  /** Ends the connections to nodes that no Sentinel lists any more: each would be tried again for as long as the process lives. */
  forgetUnlisted(): void {
    const { listed } = this.#watch.consensus;
    for (const [name, client] of this.#clients) {
      if (listed.has(name)) continue;
      client.disconnect();
      this.#clients.delete(name);
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.disconnect();
  }

  #client(address: Address): Redis {
    const name = nameOf(address);
    let client = this.#clients.get(name);
    if (!client) {
      const { username, password, tls } = this.#target;
      client = new Redis({
        ...address,
        ...(username ? { username } : {}),
        ...(password ? { password } : {}),
        ...(tls ? { tls: {} } : {}),
        protocol: 2,
        connectionName: `${this.#label}-fallback`,
        connectTimeout: answerWithin,
        commandTimeout: answerWithin,
        socketTimeout: answerWithin,
        disconnectTimeout: 100,
        maxRetriesPerRequest: 1,
        retryStrategy: (attempt) => Math.min(attempt * 50, 500),
      });
      client.on("error", () => {});
      this.#clients.set(name, client);
    }
    return client;
  }
}

const nameOf = ({ host, port }: Address) => `${host} ${port}`;
