import type { Redis } from "ioredis";
import type { Argument, Reply, Script } from "./script.ts";

/** The content of a write. All its keys have one tag. */
export interface Call {
  script: Script;
  keys: [string, ...string[]];
  args: Argument[];
}

export interface WriteTerms {
  call: Call;
  /** Gives the call to send instead after a lost connection. */
  renew: (() => Call) | undefined;
  /** Milliseconds after which it fails. */
  deadline: number;
  /** Gives the error for that case, if no better one is known. */
  tooLate: () => unknown;
  resolve: (replies: Reply[]) => void;
  reject: (error: unknown) => void;
}

/** A write that its caller waits for, and its state so far. */
export class PendingWrite {
  call: Call;
  /** When it fails (by `performance.now()`). */
  readonly end: number;
  readonly replies: Reply[] = [];
  /** The connection that carried it last, and how often that had been lost before. */
  sentOn: { node: Redis; lost: number } | undefined;
  /** Whether Redis answered it on that connection. Then it waits only for the replicas. */
  answered = false;
  /**
   * The primary's replication offset just after it. A replica that is past this offset has the
   * write.
   */
  offset = 0;
  /**
   * Whether the server said that it doesn't know the script. The next attempt then sends the
   * script's text.
   */
  unknown = false;
  /**
   * The Cluster node that its slot is moving to, if the slot's owner sent the write to that node.
   */
  asking: string | undefined;
  settled = false;
  /** The error for its deadline, once that is known. */
  failure: unknown;
  /** Called once the write is settled. */
  onSettled = () => {};
  readonly #terms: WriteTerms;
  readonly #timer: NodeJS.Timeout;

  constructor(terms: WriteTerms) {
    const { call, deadline, tooLate } = terms;
    this.#terms = terms;
    this.call = call;
    this.end = performance.now() + deadline;
    // Each write has a timer of its own. A batch waits for its last deadline, and no caller may
    // wait longer because others joined.
    this.#timer = setTimeout(() => this.reject(this.failure ?? tooLate()), deadline);
  }

  /** Whether it may have been carried out by another connection than this one. */
  hasCrossed(node: Redis, lost: number): boolean {
    return this.sentOn !== undefined && (this.sentOn.node !== node || this.sentOn.lost !== lost);
  }

  /** Takes the call to send instead of the one that may have been carried out. */
  renew(): void {
    this.call = this.#terms.renew?.() ?? this.call;
  }

  resolve(): void {
    this.#settle();
    this.#terms.resolve(this.replies);
  }

  reject(error: unknown): void {
    this.#settle();
    this.#terms.reject(error);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.settled = true;
    this.onSettled();
  }
}
