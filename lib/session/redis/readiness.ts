import type { RedisClient } from "./client.ts";

export interface ReadinessParts {
  readonly client: RedisClient;
  /** As {@link RedisConnection.within}. */
  within<T>(end: number, promise: Promise<T>): Promise<T>;
  /** As {@link RedisConnection.untilLost}. */
  untilLost<T>(promise: Promise<T>): Promise<T>;
}

/**
 * Whether a connection may be used: it is open, and all preparations for a new connection are done.
 */
export class Readiness {
  readonly #parts: ReadinessParts;
  readonly #beforeUse = new Set<(client: RedisClient) => Promise<void>>();
  #prepared = false;
  #preparing: Promise<void> | undefined;
  #connecting: Promise<void> | undefined;
  /** Counts the lost connections. A preparation on one connection does not count for the next. */
  #lost = 0;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  get isReady(): boolean {
    return this.#isConnected && this.#prepared;
  }

  /** As {@link RedisConnection.beforeUse}. */
  beforeUse(prepare: (client: RedisClient) => Promise<void>): void {
    this.#beforeUse.add(prepare);
    this.#prepared = false;
  }

  /** The connection was lost. */
  lose(): void {
    this.#lost += 1;
    this.#prepared = false;
    this.#preparing = undefined;
  }

  /** As {@link RedisConnection.usable}. */
  async wait(end: number): Promise<void> {
    // The loop repeats if the connection was lost during the preparation.
    while (!this.isReady) {
      if (this.#isConnected) {
        this.#preparing ??= this.#prepare();
        await this.#parts.within(end, this.#preparing);
      } else await this.#connected(end);
    }
  }

  get #isConnected(): boolean {
    return this.#parts.client.status === "ready";
  }

  /**
   * While Redis is away nothing is queued, and all callers wait for the same promise: a queue would
   * grow with every request of a long outage.
   */
  async #connected(end: number): Promise<void> {
    this.#connecting ??= new Promise<void>((resolve) => {
      this.#parts.client.once("ready", () => {
        this.#connecting = undefined;
        resolve();
      });
    });
    await this.#parts.within(end, this.#connecting);
  }

  async #prepare(): Promise<void> {
    const lost = this.#lost;
    const { client } = this.#parts;
    try {
      for (const prepare of this.#beforeUse) await this.#parts.untilLost(prepare(client));
      if (this.#lost === lost) this.#prepared = true;
    } finally {
      if (this.#lost === lost) this.#preparing = undefined;
    }
  }
}
