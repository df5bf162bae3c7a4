import type { Redis } from "ioredis";
import { isPassing, translate } from "./errors.ts";
import type { PendingWrite } from "./pending-write.ts";

/** Milliseconds before what wasn't acknowledged is tried again. */
const again = 25;

/** What a lane needs of those around it. */
export interface LaneParts {
  /**
   * The connection to its server, once it can be used; none while the server can't be reached.
   * Fails at `end` at the latest.
   */
  node: (end: number) => Promise<Redis | undefined>;
  /** Whether a write is for this lane's server now. */
  isHere: (write: PendingWrite) => boolean;
  /** Takes a write that isn't. */
  move: (write: PendingWrite) => void;
  /**
   * Sends writes in one batch and settles those that can be settled. @returns
   * Whether the server answered.
   */
  send: (batch: PendingWrite[], node: Redis, end: number) => Promise<boolean>;
  /**
   * Whether a server that didn't answer gets one write first. Making and sending all of
   * them again each time that a frozen one is tried would hold up this process, and with it
   * the writes to other servers.
   */
  probes: boolean;
}

/**
 * The writes that are for one server. It takes one batch at a time, with all that is
 * pending then. A Cluster has a lane for each node: what waits for a node that is frozen
 * costs the others nothing.
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
    // What other callers add in this turn of the event loop joins the same batch.
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
      // Of a write that Redis has, the missing replicas are the better thing to say.
      if (!isPassing(error)) for (const write of batch) if (!write.answered) write.failure = translate(error);
    }
    // Those that are for another server by now are on their way there; the others wait for
    // replicas, or for their own.
    const left = batch.filter((write) => this.#keeps(write));
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, again));
    this.#busy = false;
    this.#begin();
  }

  /** Whether the write is still this lane's to send; one that is for another server goes there. */
  #keeps(write: PendingWrite): boolean {
    if (write.settled) return false;
    if (this.#parts.isHere(write)) return true;
    if (this.#pending.delete(write)) this.#parts.move(write);
    return false;
  }
}
