import type { DurableRedis } from "../session/redis/durable.ts";
import { claimScript, extendScript, finishScript } from "./scripts.ts";

export interface LeaseOptions {
  redis: DurableRedis;
  /** The prefix of every key, before a colon. */
  prefix: string;
  /** The job's name: letters, digits, `-` and `_`. */
  name: string;
  /**
   * Milliseconds between two slots. Slot n begins at n times this, in Unix time by Redis's clock.
   */
  every: number;
  /** Milliseconds for which a silent holder keeps others out. */
  lease: number;
  /** How many missed slots the job makes up for, one after the other. It skips older ones. */
  makeUp: number;
}

/** One slot of a job, given to one holder. */
export interface Grant {
  slot: number;
  /**
   * The fencing token: greater with every grant of this job. A resource that remembers the greatest
   * token it has seen, and refuses smaller ones, is safe from a holder that was frozen and goes on
   * long after its lease has passed to another.
   */
  token: number;
  /** Slots before this one that were too old to make up for. */
  skipped: number;
}

/**
 * Decides in Redis which of several processes does a job, slot by slot. Each call is durable: an
 * acknowledged grant survives the loss of the primary, so no token is given twice. All calls may be
 * repeated, and throw {@link RedisUnavailable} or {@link NotDurable}.
 */
export class Lease {
  /** The key of its grants in Redis: one hash. */
  readonly key: string;
  readonly #redis: DurableRedis;
  readonly #limits: readonly [number, number, number];

  /** @throws {RangeError} for an impossible name or time. */
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
   * The oldest slot that is due, or the milliseconds after which one may be due. 1 durable round
   * trip.
   * @param holder A different one for each try.
   */
  async claim(holder: string): Promise<Grant | { wait: number }> {
    const replies = await this.#redis.write(claimScript, [this.key], [holder, ...this.#limits]);
    // If the call was repeated, the last reply is the acknowledged one.
    const [slot, token, rest] = replies.at(-1) as [number, number, number];
    return slot === 0 ? { wait: rest } : { slot, token, skipped: rest };
  }

  /**
   * Goes on holding the grant. 1 durable round trip.
   * @returns False if another holder has the grant.
   */
  async extend(holder: string): Promise<boolean> {
    return (await this.#redis.write(extendScript, [this.key], [holder, this.#limits[1]])).at(-1) === 1;
  }

  /**
   * Notes that the slot's work is done. 1 durable round trip.
   * @returns False if another holder has the grant and does the work again.
   */
  async finish(holder: string, slot: number): Promise<boolean> {
    return (await this.#redis.write(finishScript, [this.key], [holder, slot])).at(-1) === 1;
  }
}
