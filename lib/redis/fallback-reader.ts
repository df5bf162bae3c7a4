import { Redis } from "ioredis";
import type { SentinelWatch } from "./sentinel-watch.ts";
import type { Address, RedisTarget } from "./url.ts";

const answerWithin = 400;

/**
 * Read-only questions to whichever Redis node may be trusted while the primary doesn't answer. Connections are opened when
 * first needed and kept, so that the first read of an outage pays for them and no other.
 */
export class FallbackReader {
  readonly #target: RedisTarget & { kind: "sentinel" };
  readonly #watch: SentinelWatch;
  readonly #clients = new Map<string, Redis>();

  constructor(target: RedisTarget & { kind: "sentinel" }, watch: SentinelWatch) {
    this.#target = target;
    this.#watch = watch;
  }

  /**
   * Asks the trusted nodes at once and gives the first answer that is a yes. That there is no such thing, null, is said only
   * where two replicas or more are in step and all of them say so: each has every acknowledged write. Never settles
   * otherwise: then the primary alone can say.
   */
  async ask<T>(question: (client: Redis) => Promise<T>, isYes: (answer: T) => boolean): Promise<T | null> {
    await this.#watch.ask(100).catch(() => {});
    const { primary, inStep } = this.#watch.consensus.readable;
    return new Promise((resolve) => {
      let unsure = Math.max(2, inStep.length);
      const ask = (address: Address, no: () => void) =>
        question(this.#client(address))
          .then((answer) => (isYes(answer) ? resolve(answer) : no()))
          // Another node may answer; if none does, the caller's deadline speaks.
          .catch(() => {});
      for (const address of primary) void ask(address, () => {});
      for (const address of inStep) {
        void ask(address, () => {
          unsure -= 1;
          if (unsure === 0) resolve(null);
        });
      }
    });
  }

  close(): void {
    for (const client of this.#clients.values()) client.disconnect();
  }

  #client({ host, port }: Address): Redis {
    const name = `${host}:${port}`;
    let client = this.#clients.get(name);
    if (!client) {
      const { username, password, tls } = this.#target;
      client = new Redis({
        host,
        port,
        ...(username ? { username } : {}),
        ...(password ? { password } : {}),
        ...(tls ? { tls: {} } : {}),
        protocol: 2,
        connectionName: "fallback-reads",
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
