import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Grant, Lease, type LeaseOptions } from "./lease.ts";

/** What a job's work is given. */
export interface Turn extends Grant {
  /** When the slot began. */
  at: Date;
  /**
   * Aborts when the lease may be another's. Work that goes on all the same is stopped
   * by its fencing token alone.
   */
  signal: AbortSignal;
}

export interface JobOptions extends LeaseOptions {
  /**
   * Does the work of one slot. If it fails, some process tries the slot again
   * when the lease has ended.
   */
  work(turn: Turn): Promise<void>;
  /** Hears of work that failed, and of Redis not answering. Must not throw. */
  onError(error: unknown): void;
}

/** A lease is prolonged so often while the work lasts: two calls may fail. */
const extensionsPerLease = 3;
/**
 * Milliseconds between two tries while Redis is away, and the longest time without
 * asking: clocks and timers drift.
 */
const retryAfter = 500;
const longestWait = 60_000;

/**
 * A job that each of several processes has a timer for, and one does: slot by slot, in order. A
 * slot whose holder dies is done by another when the lease has ended. A slot may so be worked on
 * twice, and its effects happen twice unless the resource refuses the older {@link Turn.token}.
 * What can't refuse, such as a mail that was sent, happens at least once.
 */
export class Job {
  readonly #options: JobOptions;
  readonly #lease: Lease;
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;

  /** @throws {RangeError} for a name or a time that can't be. */
  constructor(options: JobOptions) {
    this.#options = options;
    this.#lease = new Lease(options);
  }

  /** Where its grants are in Redis. */
  get key(): string {
    return this.#lease.key;
  }

  /** Takes part from now on, until {@link stop}. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Takes no further slot, and ends when the work in hand is done. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const wait = await this.#turn().catch((error) => {
        this.#options.onError(error);
        return retryAfter;
      });
      if (wait > 0)
        await pause(Math.min(wait, longestWait), undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** One slot, if there is one. @returns Milliseconds after which there may be the next. */
  async #turn(): Promise<number> {
    const holder = randomUUID();
    const grant = await this.#lease.claim(holder);
    if ("wait" in grant) return grant.wait;
    const held = new AbortController();
    const timer = this.#hold(holder, held);
    try {
      const at = new Date(grant.slot * this.#options.every);
      await this.#options.work({ ...grant, at, signal: held.signal });
      await this.#lease.finish(holder, grant.slot);
      return 0;
    } finally {
      clearInterval(timer);
    }
  }

  /**
   * Prolongs the lease while the work lasts; lets go when it is another's, or can't be
   * prolonged for as long as it lasts.
   */
  #hold(holder: string, held: AbortController): NodeJS.Timeout {
    const { lease, onError } = this.#options;
    let prolonged = performance.now();
    return setInterval(() => {
      const asked = performance.now();
      if (asked - prolonged > lease) held.abort(new Error("The lease has ended."));
      this.#lease.extend(holder).then((mine) => {
        if (mine) prolonged = asked;
        else held.abort(new Error("The slot was given to another process."));
      }, onError);
    }, lease / extensionsPerLease);
  }
}
