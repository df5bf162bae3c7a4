import type { Keys } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { trimGuestsScript } from "../scripts.ts";
import type { GuestPolicy } from "./policy.ts";
import { guestTags } from "./shelf.ts";

/**
 * Milliseconds between two shelves, on each node: one that is short of memory is noticed within
 * seconds, and each is tidied in a minute.
 */
const every = 1000;

/**
 * Keeps guests from taking what logins need. Redis evicts what was unused for longest and doesn't
 * know a guest from a login, so the nodes look at its memory themselves: each looks after one shelf
 * a second, and after all of them once one says that memory is short.
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
   * Begins with the first guest of this node: a site without guests has no such timer.
   * Repeating it changes nothing.
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
      // While Redis is away nobody can begin either.
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
