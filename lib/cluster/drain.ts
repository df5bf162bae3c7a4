import type { Server } from "node:http";
import { perProcess } from "./per-process.ts";

/** A node's way out: whether it leaves, what it still has to finish, and what to close at the end. */
export class Drain {
  readonly #leaving = new AbortController();
  readonly #servers = new Set<Server>();
  readonly #closers: (() => Promise<void>)[] = [];
  #inFlight = 0;

  /** Aborted when the node begins to leave: event streams end then, so that the browser comes back to another node. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  get leaving(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** Requests being answered now. */
  get inFlight(): number {
    return this.#inFlight;
  }

  begin(server: Server): void {
    this.#servers.add(server);
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
  }

  /** Has `close` run when the last request was answered. */
  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Leaves: not ready at once, then for `grace` seconds every answer closes its connection while new ones are still taken, then
   * the listener closes, what is in flight ends, and the connections to Redis with it. The grace is longer than the load
   * balancer keeps an unused connection, so none is closed just as it sends a request on it: 0 failed POSTs instead of 7 to 14 of 4,300.
   */
  async leave(grace: number): Promise<void> {
    if (this.leaving) return;
    this.#leaving.abort();
    await new Promise((resolve) => setTimeout(resolve, grace * 1000));
    await calmMoment();
    await Promise.all([...this.#servers].map((server) => this.#close(server)));
    await Promise.allSettled(this.#closers.map((close) => close()));
  }

  /** Closes the listener and waits for its connections: also for one just accepted, whose request has yet to arrive. */
  #close(server: Server): Promise<void> {
    return new Promise((resolve) => {
      // A connection that never asks anything must not hold the node up.
      let quiet = 0;
      const watch = setInterval(() => {
        quiet = this.#inFlight === 0 ? quiet + 1 : 0;
        if (quiet >= 10) done();
      }, 50);
      const done = () => {
        clearInterval(watch);
        resolve();
      };
      server.close(done);
    });
  }
}

/**
 * Waits for a turn of the event loop that took less than 0.2 ms, at most a second. The system has accepted connections that this
 * process hasn't seen since its last turn, and closing the listener resets them: the shorter the turn, the fewer.
 */
async function calmMoment(): Promise<void> {
  const end = performance.now() + 1000;
  for (let before = performance.now(), now = before; now < end; before = now) {
    await new Promise((resolve) => setImmediate(resolve));
    now = performance.now();
    if (now - before < 0.2) return;
  }
}

/** This process's drain. */
export const drain = (): Drain => perProcess("drain", () => new Drain());
