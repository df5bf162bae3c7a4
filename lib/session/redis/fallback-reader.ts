import { Redis } from "ioredis";
import type { SentinelWatch } from "./sentinel-watch.ts";
import { type Address, nodeOptions, reachable, type SentinelTarget } from "./target.ts";

const answerWithin = 400;

/**
 * Milliseconds between two rounds of questions, while no node could answer and the caller still
 * waits.
 */
const repeatAfter = 100;

/**
 * Read-only questions to the Redis nodes that may be trusted while the primary doesn't answer.
 * Connections are opened when first needed and kept for as long as a Sentinel lists the node, so
 * that only the first read of an outage pays for them.
 */
export class FallbackReader {
  readonly #target: SentinelTarget;
  readonly #watch: SentinelWatch;
  readonly #label: string;
  /** By `host port`. */
  readonly #clients = new Map<string, Redis>();

  /** @param label Names the connections in `CLIENT LIST`. */
  constructor(target: SentinelTarget, watch: SentinelWatch, label: string) {
    this.#target = target;
    this.#watch = watch;
    this.#label = label;
  }

  /**
   * Asks the trusted nodes at once and gives the first answer that is a yes. It gives null, a no,
   * only if two replicas or more are in step and all of them say so: each has every acknowledged
   * write. While no node can answer, it asks again, since in the middle of a failover it may have
   * no node to trust for a moment.
   *
   * A node is trusted by what most Sentinels said when they were asked after the read had begun
   * (`Consensus.readable`). The reader checks that again when it has the answer, since a Sentinel
   * may have said otherwise meanwhile.
   * @param begun When the read began, by `performance.now()`.
   * @param isWaiting Whether the caller still wants an answer. If not, this never settles.
   */
  ask<T>(
    question: (client: Redis) => Promise<T>,
    isYes: (answer: T) => boolean,
    begun: number,
    isWaiting: () => boolean,
  ): Promise<T | null> {
    return new Promise((resolve) => {
      const round = async (since: number) => {
        await this.#watch.ask(since);
        const answer = await this.#askOnce(question, isYes, begun);
        if (answer !== undefined) resolve(answer);
        else if (isWaiting()) setTimeout(() => isWaiting() && void round(performance.now()), repeatAfter);
      };
      void round(begun);
    });
  }

  /** One round of questions. Undefined if no node could answer. */
  #askOnce<T>(
    question: (client: Redis) => Promise<T>,
    isYes: (answer: T) => boolean,
    begun: number,
  ): Promise<T | null | undefined> {
    const trusted = () => this.#watch.consensus.readable(begun);
    const { primary, inStep } = trusted();
    return new Promise((resolve) => {
      let unsure = Math.max(2, inStep.length);
      const ask = async (address: Address, of: "primary" | "inStep") => {
        try {
          const answer = await question(this.#client(address));
          if (!trusted()[of].some((one) => nameOf(one) === nameOf(address))) return;
          if (isYes(answer)) resolve(answer);
          else if (of === "inStep") {
            unsure -= 1;
            if (unsure === 0) resolve(null);
          }
        } catch {
          // Another node may answer, or this one in the next round. If none does, the caller's
          // deadline gives the error.
        }
      };
      const asked = [
        ...primary.map((address) => ask(address, "primary")),
        ...inStep.map((address) => ask(address, "inStep")),
      ];
      void Promise.all(asked).then(() => resolve(undefined));
    });
  }

  /**
   * Ends the connections to nodes that no Sentinel lists any more. Otherwise ioredis would retry
   * each for as long as the process lives.
   */
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
      const { db } = this.#target;
      client = new Redis({
        ...nodeOptions(this.#target),
        ...reachable(this.#target, address),
        ...(db ? { db } : {}),
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
