import type { DurableRedis } from "../../redis/durable.ts";
import { isUnavailable } from "../../redis/errors.ts";
import { throttleKey } from "./key.ts";

/** Seconds for which a place is remembered after a sign-in. */
const month = 30 * 24 * 60 * 60;
const answerWithin = 2000;

/** From which addresses an account was signed in to of late, as hashes that tell neither. Each method is 1 round trip. */
export class KnownPlaces {
  readonly #redis: DurableRedis;
  readonly #secret: string;

  constructor(redis: DurableRedis, secret: string) {
    this.#redis = redis;
    this.#secret = secret;
  }

  /** While Redis is away nothing is remembered: a convenience is lost and no login. */
  async remember(account: string, address: string): Promise<void> {
    const { client } = this.#redis;
    await this.#orNot(() => client.set(this.#key(account, address), "1", "EX", month));
  }

  async has(account: string, address: string): Promise<boolean> {
    return (await this.#orNot(() => this.#redis.client.exists(this.#key(account, address)))) === 1;
  }

  async #orNot<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#redis.run(work, answerWithin);
    } catch (error) {
      if (isUnavailable(error)) return undefined;
      throw error;
    }
  }

  #key(account: string, address: string): string {
    return `unstuck:throttle:known:${throttleKey(this.#secret, [account, address])}`;
  }
}
