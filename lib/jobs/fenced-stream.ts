import type { DurableRedis } from "../session/redis/durable.ts";
import type { Argument } from "../session/redis/script.ts";
import type { Grant } from "./lease.ts";
import { appendScript } from "./scripts.ts";

/**
 * A stream in Redis that a job writes to: one entry per slot, however often and by whichever
 * process it is tried. It remembers the slot and the fencing token of the last entry, and refuses
 * older ones. Any store that can compare and write in one step can do the same. In SQL: `UPDATE …
 * SET slot = $slot, token = $token WHERE slot < $slot AND token <= $token`.
 */
export class FencedStream {
  /** The keys of the stream, and of the slot and token of its last entry. */
  readonly keys: [string, string];
  readonly #redis: DurableRedis;
  readonly #kept: number;

  /**
   * @param prefix The prefix of every key, before a colon.
   * @param kept How many entries it keeps.
   */
  constructor(redis: DurableRedis, { prefix, name, kept }: { prefix: string; name: string; kept: number }) {
    this.#redis = redis;
    this.keys = [`${prefix}:{stream:${name}}`, `${prefix}:{stream:${name}}:fence`];
    this.#kept = kept;
  }

  /**
   * Appends the entry of a slot: 1 durable round trip. Safe to repeat.
   * @returns False if the stream refused it: the slot has its entry, or a later grant has written.
   * @throws {RedisUnavailable}, {@link NotDurable}: the entry may or may not exist.
   */
  async append(
    { slot, token }: Pick<Grant, "slot" | "token">,
    fields: Record<string, Argument>,
  ): Promise<boolean> {
    const args = [slot, token, this.#kept, ...Object.entries(fields).flat()];
    return (await this.#redis.write(appendScript, this.keys, args)).at(-1) === 1;
  }
}
