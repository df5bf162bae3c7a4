import type { Keys } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { trimGuestsScript } from "../scripts.ts";
import type { GuestPolicy } from "./policy.ts";
import { guestTags } from "./shelf.ts";

/**
 * Milliseconds between two shelves, on each node. So a shortage of memory is noticed within
 * seconds, and each shelf is tidied about once a minute.
 */
const every = 1000;

/**
 * Keeps guests from taking the memory that logins need. Redis evicts the keys that were unused for
 * longest and can't tell a guest from a login, so the nodes check its memory themselves. Each node
 * tends one shelf a second, and all of them once a shelf's reply says that memory is short.
 */
export class GuestKeeper {
  readonly #redis: DurableRedis;
  readonly #keys: Keys;
  readonly #policy: GuestPolicy;
  #timer: NodeJS.Timeout | undefined;
  #next = Math.floor(Math.random() * guestTags.length);
  #closed = false;

  constructor(redis: DurableRedis, keys: Keys, policy: GuestPolicy) {
    this.#redis = redis;
    this.#keys = keys;
    this.#policy = policy;
  }

  /**
   * Begins with the first guest of this node, so a site without guests has no such timer. A
   * repeated call changes nothing.
   */
  start(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setInterval(() => void this.#tend(), every).unref();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  /** 1 round trip, and 63 more while memory is short. */
  async #tend(): Promise<void> {
    for (let tended = 0; tended < guestTags.length && !this.#closed; tended += 1) {
      this.#next = (this.#next + 1) % guestTags.length;
      // While Redis is away no guest can begin either.
      const isShort = await this.#trim(guestTags[this.#next] as string).catch(() => false);
      if (!isShort) return;
    }
  }

  /** @returns Whether memory is short. */
  async #trim(tag: string): Promise<boolean> {
    const keys: [string] = [this.#keys.index(tag)];
    const reply = await this.#redis.read(trimGuestsScript, keys, [
      this.#keys.recordStem(tag),
      this.#policy.memoryLimit,
    ]);
    return (reply as [number, number])[0] === 1;
  }
}
