import { isUnserved, type Operation } from "../history.ts";
import type { Verdict } from "./verdict.ts";

/** A span in which a fault lasted. */
export interface Span {
  readonly fault: string;
  /** Whether the site was to serve every request all the same. */
  readonly served: boolean;
  readonly from: number;
  readonly recovered: number;
}

/** A request that failed, by a 5xx or without any answer, although no fault excuses it. */
export function unserved(history: readonly Operation[], spans: readonly Span[]): Verdict {
  const excuses = spans.filter(({ served }) => !served);
  const owed = history.filter(
    ({ from, to }) => !excuses.some((span) => from < span.recovered && to > span.from),
  );
  const failed = owed.filter(isUnserved);
  return {
    promise: "No request fails while at most one part is broken",
    checked: owed.length,
    anomalies: failed.map(({ kind, status, node, from, to }) => ({
      at: to,
      what:
        `a ${kind} sent at ${(from / 1000).toFixed(3)} s failed with ${status || "no answer"} at ${(to / 1000).toFixed(3)} s ` +
        `(${node ?? "no node named"}), during: ${spans.find((span) => from < span.recovered && to > span.from)?.fault ?? "no fault"}`,
    })),
  };
}
