import { Latencies, type Percentiles } from "../e2e/fixtures/latencies.ts";
import { isUnserved, latencyOf, type Operation } from "./history.ts";
import type { Mark } from "./nemesis.ts";
import type { Result } from "./results.ts";

/** A span of the history's clock, in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The experience of the requests that were due in some spans. */
export interface Felt {
  readonly requests: number;
  /** Answered with an error or not at all. */
  readonly failed: number;
  /** Due and not sent, since too many were in flight. */
  readonly dropped: number;
  readonly reads: Percentiles;
  readonly writes: Percentiles;
}

export type When = "before" | "during" | "after";

/**
 * The spans of each fault: from its beginning until all parts were in step again, and half of the
 * time to the faults beside it.
 */
export function spansOf({ marks, length }: Pick<Result, "marks" | "length">): Record<When, Span>[] {
  const middle = (one: Mark | undefined, other: Mark | undefined) =>
    ((one?.recovered ?? 0) + (other?.from ?? length)) / 2;
  return marks.map((mark, at) => ({
    before: { from: at === 0 ? 0 : middle(marks[at - 1], mark), to: mark.from },
    during: { from: mark.from, to: mark.recovered },
    after: {
      from: mark.recovered,
      to: at === marks.length - 1 ? length : middle(mark, marks[at + 1]),
    },
  }));
}

/** Gathers the experience of spans of several campaigns. */
export class Feelings {
  readonly #reads = new Latencies();
  readonly #writes = new Latencies();
  #requests = 0;
  #failed = 0;
  #dropped = 0;

  add({ history, offered }: Pick<Result, "history" | "offered">, isIn: (due: number) => boolean): void {
    for (const operation of history) {
      if (!isIn(operation.due ?? operation.from)) continue;
      this.#requests += 1;
      if (isUnserved(operation)) this.#failed += 1;
      (isRead(operation) ? this.#reads : this.#writes).record(latencyOf(operation));
    }
    this.#dropped += (offered?.dropped ?? []).filter(isIn).length;
  }

  felt(): Felt {
    return {
      ...{ requests: this.#requests, failed: this.#failed, dropped: this.#dropped },
      reads: this.#reads.percentiles(),
      writes: this.#writes.percentiles(),
    };
  }
}

export const isWithin =
  ({ from, to }: Span) =>
  (due: number): boolean =>
    due >= from && due < to;

const isRead = ({ kind }: Operation) => kind === "read" || kind === "list";
