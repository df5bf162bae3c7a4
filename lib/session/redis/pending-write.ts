import type { Redis } from "ioredis";
import type { Argument, Reply, Script } from "./script.ts";

/** What a write sends. All its keys have one tag. */
export interface Call {
  script: Script;
  keys: [string, ...string[]];
  args: Argument[];
}

export interface WriteTerms {
  call: Call;
  /** What to send instead after a lost connection. */
  renew: (() => Call) | undefined;
  /** Milliseconds after which it fails. */
  deadline: number;
  /** What it fails with then, if nothing better is known. */
  tooLate: () => unknown;
  resolve: (replies: Reply[]) => void;
  reject: (error: unknown) => void;
}

/** A write that its caller waits for, and what became of it so far. */
export class PendingWrite {
  call: Call;
  /** When it fails (of `performance.now()`). */
  readonly end: number;
  readonly replies: Reply[] = [];
  /** The connection that carried it last, and how often that had been lost before. */
  sentOn: { node: Redis; lost: number } | undefined;
  /** Whether Redis answered it there, so that only the replicas are still waited for. */
  answered = false;
  /** The primary's replication offset just after it, so that a replica that is past this has it. */
  offset = 0;
  /** Whether the server said that it doesn't know the script, so that its text goes along. */
  unknown = false;
  /** The Cluster node that its slot is on the way to, if the slot's owner sent it there. */
  asking: string | undefined;
  settled = false;
  /** What it fails with at its deadline, once that is known. */
  failure: unknown;
  /** Told once it is settled. */
  onSettled = () => {};
  readonly #terms: WriteTerms;
  readonly #timer: NodeJS.Timeout;

  constructor(terms: WriteTerms) {
    const { call, deadline, tooLate } = terms;
    this.#terms = terms;
    this.call = call;
    this.end = performance.now() + deadline;
    // A timer each: a batch waits for its last deadline, and nobody is to wait
    // longer because others joined.
    this.#timer = setTimeout(() => this.reject(this.failure ?? tooLate()), deadline);
  }

  /** Whether it may have been carried out by another connection than this one. */
  hasCrossed(node: Redis, lost: number): boolean {
    return this.sentOn !== undefined && (this.sentOn.node !== node || this.sentOn.lost !== lost);
  }

  /** Takes what is to be sent instead of the call that may have been carried out. */
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
