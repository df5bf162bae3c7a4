import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Grant, Lease, type LeaseOptions } from "./lease.ts";

/** The argument of a job's work. */
export interface Turn extends Grant {
  /** When the slot began. */
  at: Date;
  /**
   * Aborts when another holder may have the lease. If the work goes on all the same, only its
   * fencing token stops it.
   */
  signal: AbortSignal;
}

export interface JobOptions extends LeaseOptions {
  /**
   * Does the work of one slot. If it fails, some process tries the slot again
   * when the lease has ended.
   */
  work(turn: Turn): Promise<void>;
  /** Called when work fails and when Redis doesn't answer. Must not throw. */
  onError(error: unknown): void;
}

/** How often a job extends its lease within the lease's time: two calls may fail. */
const extensionsPerLease = 3;
/**
 * Milliseconds between two tries while Redis is away, and the longest time without a request:
 * clocks and timers drift.
 */
const retryAfter = 500;
const longestWait = 60_000;

/**
 * A job for which several processes have a timer, and which one of them does: slot by slot, in
 * order. If a slot's holder dies, another process does the slot when the lease has ended. So two
 * processes may work on one slot, and its effects happen twice unless the resource refuses the
 * older {@link Turn.token}. An effect without such a refusal, such as a sent mail, happens at least
 * once.
 */
export class Job {
  readonly #options: JobOptions;
  readonly #lease: Lease;
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;

  /** @throws {RangeError} for an impossible name or time. */
  constructor(options: JobOptions) {
    this.#options = options;
    this.#lease = new Lease(options);
  }

  /** The key of its grants in Redis. */
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

  /**
   * Does one slot, if one is due.
   * @returns Milliseconds after which the next may be due.
   */
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
   * Extends the lease while the work lasts. It gives up if another holder has the lease, or if it
   * could not extend the lease for as long as the lease lasts.
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
