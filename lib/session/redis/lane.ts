import type { Redis } from "ioredis";
import { isPassing, translate } from "./errors.ts";
import type { PendingWrite } from "./pending-write.ts";

/** Milliseconds before a write that wasn't acknowledged is retried. */
const again = 25;

/** The functions that a lane needs from the code around it. */
export interface LaneParts {
  /**
   * The connection to its server, once it can be used; undefined while the server can't be reached.
   * Fails at `end` at the latest.
   */
  node: (end: number) => Promise<Redis | undefined>;
  /** Whether a write is for this lane's server now. */
  isHere: (write: PendingWrite) => boolean;
  /** Takes a write that is for another server. */
  move: (write: PendingWrite) => void;
  /**
   * Sends writes in one batch and settles those that can be settled.
   * @returns Whether the server answered.
   */
  send: (batch: PendingWrite[], node: Redis, end: number) => Promise<boolean>;
  /**
   * Whether a server that didn't answer gets one write first. Otherwise each attempt at a frozen
   * server would make and send all of them again. That would hold up this process, and with it the
   * writes to other servers.
   */
  probes: boolean;
}

/**
 * The writes that are for one server. It takes one batch at a time, with all that is pending then.
 * A Cluster has a lane for each node, so writes that wait for a frozen node do not delay the
 * others.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #pending = new Set<PendingWrite>();
  /** Whether a batch is under way, or about to leave. */
  #busy = false;
  /** Whether the last batch had no answer. */
  #silent = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  add(write: PendingWrite): void {
    this.#pending.add(write);
    write.onSettled = () => void this.#pending.delete(write);
    this.#begin();
  }

  #begin(): void {
    if (this.#busy || this.#pending.size === 0) return;
    this.#busy = true;
    // The writes that other callers add in this turn of the event loop join the same batch.
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const [first] = this.#pending;
    const batch = this.#silent && this.#parts.probes && first ? [first] : [...this.#pending];
    try {
      const end = Math.max(...batch.map((write) => write.end));
      const node = await this.#parts.node(end);
      const here = batch.filter((write) => this.#keeps(write));
      if (node && here.length > 0) this.#silent = !(await this.#parts.send(here, node, end));
    } catch (error) {
      // For a write that Redis has, the missing replicas are the more useful error.
      if (!isPassing(error)) for (const write of batch) if (!write.answered) write.failure = translate(error);
    }
    // Writes that are now for another server are already on their way to it. The others wait for
    // replicas, or for their own server.
    const left = batch.filter((write) => this.#keeps(write));
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, again));
    this.#busy = false;
    this.#begin();
  }

  /**
   * Whether this lane must still send the write. A write for another server goes to that server.
   */
  #keeps(write: PendingWrite): boolean {
    if (write.settled) return false;
    if (this.#parts.isHere(write)) return true;
    if (this.#pending.delete(write)) this.#parts.move(write);
    return false;
  }
}
