import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { appPrefix } from "../../prefix.ts";
import type { DurableRedis } from "../../session/redis/durable.ts";
import { isUnavailable } from "../../session/redis/errors.ts";
import { throttleKey } from "./key.ts";

/**
 * Milliseconds that counting may take, the same as any read: without Redis the site can't answer a
 * login anyway.
 */
const answerWithin = 2000;

export interface Counted {
  /** Seconds to wait; 0 if this is within the limit. */
  wait: number;
  /** Whether this node counted alone, because Redis was away. */
  alone: boolean;
}

export interface LimitOptions {
  /** Names the keys. */
  name: string;
  /** How many are allowed in a window. */
  points: number;
  /** The window in seconds, from the first count on. */
  duration: number;
  /** The key of the hashes in Redis, so that a dump reveals no addresses or accounts. */
  secret: string;
  /** Called for each count that Redis couldn't take. */
  onAlone(error: unknown): void;
}

/**
 * How often something may happen in a window, counted in Redis for all nodes. Callers count a try
 * before they make it, and give the count back if the try was fine. Otherwise a thousand tries at
 * once would all be within the limit. Each method is 1 round trip. While Redis is away, each node
 * counts in its own memory as a last resort.
 */
export class Limit {
  readonly #redis: DurableRedis;
  readonly #options: LimitOptions;
  readonly #shared: RateLimiterRedis;
  readonly #own: RateLimiterMemory;

  constructor(redis: DurableRedis, options: LimitOptions) {
    this.#redis = redis;
    this.#options = options;
    const { name, points, duration } = options;
    const common = { keyPrefix: `${appPrefix}:throttle:${name}`, points, duration };
    this.#shared = new RateLimiterRedis({ ...common, storeClient: redis.client });
    this.#own = new RateLimiterMemory(common);
  }

  count(...parts: string[]): Promise<Counted> {
    return this.#both(parts, consume);
  }

  /** For a caller that has just waited for Redis in vain: this node counts alone, at once. */
  async countAlone(...parts: string[]): Promise<Counted> {
    return { wait: await consume(this.#own, this.#key(parts)), alone: true };
  }

  /** Takes one count back. */
  async giveBack(...parts: string[]): Promise<void> {
    await this.#both(parts, (limiter, key) => limiter.reward(key).then(() => 0));
    // Give back also a count that this node made alone, for example in an election. Such counts
    // would otherwise add up until the node refuses a person with the right password.
    const key = this.#key(parts);
    if (((await this.#own.get(key))?.consumedPoints ?? 0) > 0) await this.#own.reward(key);
  }

  /** Takes all counts back. */
  async clear(...parts: string[]): Promise<void> {
    await this.#both(parts, (limiter, key) => limiter.delete(key).then(() => 0));
    await this.#own.delete(this.#key(parts));
  }

  async #both(
    parts: string[],
    work: (limiter: RateLimiterRedis | RateLimiterMemory, key: string) => Promise<number>,
  ): Promise<Counted> {
    const key = this.#key(parts);
    try {
      return { wait: await this.#redis.run(() => work(this.#shared, key), answerWithin), alone: false };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#options.onAlone(error);
      return { wait: await work(this.#own, key), alone: true };
    }
  }

  #key(parts: string[]): string {
    return throttleKey(this.#options.secret, parts);
  }
}

/** @returns The seconds to wait, 0 if this is within the limit. */
async function consume(limiter: RateLimiterRedis | RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw refused;
  }
}
