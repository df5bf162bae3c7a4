import type { DurableRedis } from "../session/redis/durable.ts";
import { claimScript, extendScript, finishScript } from "./scripts.ts";

export interface LeaseOptions {
  redis: DurableRedis;
  /** What every key begins with, before a colon. */
  prefix: string;
  /** The job's name: letters, digits, `-` and `_`. */
  name: string;
  /**
   * Milliseconds between two slots. Slot n begins at n times this, of Unix time by Redis's clock.
   */
  every: number;
  /** Milliseconds for which a holder that says nothing more keeps others out. */
  lease: number;
  /**
   * How many slots that nobody could do are made up for, one after the
   * other. Older ones are skipped.
   */
  makeUp: number;
}

/** One slot of a job, given to one holder. */
export interface Grant {
  slot: number;
  /**
   * The fencing token: greater with every grant of this job. A resource that remembers the
   * greatest one it has seen, and refuses less, is safe from a holder that was frozen and goes on
   * when its lease is long another's.
   */
  token: number;
  /** Slots before this one that were too old to be made up for. */
  skipped: number;
}

/**
 * Decides in Redis which of several processes does a job, slot by slot. Each call is durable: a
 * grant that was acknowledged survives the loss of the primary, so no token is ever given twice.
 * All of them may be repeated, and throw {@link RedisUnavailable} or {@link NotDurable}.
 */
export class Lease {
  /** Where its grants are in Redis: one hash. */
  readonly key: string;
  readonly #redis: DurableRedis;
  readonly #limits: readonly [number, number, number];

  /** @throws {RangeError} for a name or a time that can't be. */
  constructor({ redis, prefix, name, every, lease, makeUp }: LeaseOptions) {
    if (!/^[\w-]+$/.test(name))
      throw new RangeError(`A job's name is letters, digits, - and _, and not "${name}".`);
    for (const [what, value] of Object.entries({ every, lease }))
      if (!Number.isInteger(value) || value < 1)
        throw new RangeError(
          `${what} of job ${name} is a whole number of milliseconds, from 1, and not ${value}.`,
        );
    if (!Number.isInteger(makeUp) || makeUp < 0)
      throw new RangeError(`makeUp of job ${name} is a whole number, from 0, and not ${makeUp}.`);
    this.#redis = redis;
    this.key = `${prefix}:{job:${name}}`;
    this.#limits = [every, lease, makeUp];
  }

  /**
   * The oldest slot that is due, or after how many milliseconds there may be one. 1 durable round
   * trip. @param holder Another one for each try.
   */
  async claim(holder: string): Promise<Grant | { wait: number }> {
    const replies = await this.#redis.write(claimScript, [this.key], [holder, ...this.#limits]);
    // Of several the last is the acknowledged one.
    const [slot, token, rest] = replies.at(-1) as [number, number, number];
    return slot === 0 ? { wait: rest } : { slot, token, skipped: rest };
  }

  /**
   * Goes on holding the grant. 1 durable round trip. @returns False when it was given to another.
   */
  async extend(holder: string): Promise<boolean> {
    return (await this.#redis.write(extendScript, [this.key], [holder, this.#limits[1]])).at(-1) === 1;
  }

  /**
   * Says that the slot's work is done. 1 durable round trip. @returns False when it was given to
   * another, who does it again.
   */
  async finish(holder: string, slot: number): Promise<boolean> {
    return (await this.#redis.write(finishScript, [this.key], [holder, slot])).at(-1) === 1;
  }
}
