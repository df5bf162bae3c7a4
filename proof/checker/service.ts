import { isUnserved, type Kind, kinds, type Operation } from "../history.ts";

/** How one kind of request was served: what a person feels of a fault. Milliseconds. */
export interface Service {
  readonly kind: Kind;
  readonly requests: number;
  /** Answered with 5xx or not at all. */
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The service by kind of request, of those that began in the span. */
export function serviceOf(
  history: readonly Operation[],
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = {},
): Service[] {
  return kinds.flatMap((kind) => {
    const requests = history.filter(
      (operation) => operation.kind === kind && operation.from >= from && operation.from < to,
    );
    if (requests.length === 0) return [];
    const times = requests.map((operation) => operation.to - operation.from).sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return [
      {
        kind,
        requests: requests.length,
        failed: requests.filter(isUnserved).length,
        p50: at(0.5),
        p99: at(0.99),
        max: times.at(-1) ?? 0,
      },
    ];
  });
}
