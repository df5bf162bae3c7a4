import type { Verdict } from "./checker/verdict.ts";
import type { FaultName } from "./faults.ts";
import { isUnserved, type Kind, type Operation } from "./history.ts";
import type { Mark } from "./nemesis.ts";
import type { Result } from "./results.ts";

/** One promise over several campaigns. */
export interface Total {
  readonly promise: string;
  readonly checked: number;
  readonly anomalies: number;
}

export function totals(results: readonly Result[]): Total[] {
  const sums = new Map<string, Total>();
  for (const { promise, checked, anomalies } of results.flatMap(
    ({ verdicts }): readonly Verdict[] => verdicts,
  )) {
    const before = sums.get(promise) ?? { promise, checked: 0, anomalies: 0 };
    sums.set(promise, {
      promise,
      checked: before.checked + checked,
      anomalies: before.anomalies + anomalies.length,
    });
  }
  return [...sums.values()];
}

/** What the requests felt that met one kind of fault. Milliseconds. */
export interface Felt {
  readonly fault: FaultName;
  readonly served: boolean;
  readonly times: number;
  readonly requests: number;
  readonly failed: number;
  readonly readP99: number;
  readonly writeMax: number;
}

/** How long the requests of one kind took, under all faults and in between. Milliseconds. */
export interface Took {
  readonly kind: Kind;
  readonly requests: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

export function took(results: readonly Result[]): Took[] {
  const all = results.flatMap(({ history }) => history);
  return [...new Set(all.map(({ kind }) => kind))].sort().map((kind) => {
    const operations = all.filter((operation) => operation.kind === kind);
    const [median, p99, max] = [0.5, 0.99, 1].map((share) => quantile(operations, share)) as [
      number,
      number,
      number,
    ];
    return { kind, requests: operations.length, median, p99, max };
  });
}

const isRead = ({ kind }: Operation) => kind === "read" || kind === "list";

export function felt(results: readonly Result[]): Felt[] {
  const met = new Map<FaultName, { marks: Mark[]; operations: Operation[] }>();
  for (const { marks, history } of results) {
    for (const mark of marks) {
      const entry = met.get(mark.fault) ?? { marks: [], operations: [] };
      entry.marks.push(mark);
      entry.operations.push(...history.filter(({ from, to }) => from < mark.recovered && to > mark.from));
      met.set(mark.fault, entry);
    }
  }
  return [...met]
    .map(([fault, { marks, operations }]) => ({
      fault,
      served: marks.every(({ served }) => served),
      times: marks.length,
      requests: operations.length,
      failed: operations.filter(isUnserved).length,
      readP99: quantile(operations.filter(isRead), 0.99),
      writeMax: quantile(
        operations.filter((operation) => !isRead(operation)),
        1,
      ),
    }))
    .sort((a, b) => Number(b.served) - Number(a.served) || a.fault.localeCompare(b.fault));
}

function quantile(operations: readonly Operation[], share: number): number {
  const times = operations.map(({ from, to }) => to - from).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}
