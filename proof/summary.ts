import { Latencies, type Percentiles } from "../e2e/fixtures/latencies.ts";
import type { Verdict } from "./checker/verdict.ts";
import type { FaultName } from "./faults.ts";
import { type Kind, latencyOf } from "./history.ts";
import { Feelings, type Felt, isWithin, spansOf, type When } from "./phases.ts";
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

/** The experience under one kind of fault. */
export interface FeltOfFault extends Readonly<Record<When, Felt>> {
  readonly fault: FaultName;
  readonly served: boolean;
  readonly times: number;
}

/** How long the requests of one kind took, under all faults and in between. Milliseconds. */
export interface Took extends Percentiles {
  readonly kind: Kind;
  readonly requests: number;
}

export function took(results: readonly Result[]): Took[] {
  const byKind = new Map<Kind, number[]>();
  for (const operation of results.flatMap(({ history }) => history)) {
    const times = byKind.get(operation.kind) ?? [];
    byKind.set(operation.kind, times);
    times.push(latencyOf(operation));
  }
  return [...byKind]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, times]) => ({ kind, requests: times.length, ...Latencies.of(times).percentiles() }));
}

/**
 * The experience under each kind of fault. The faults during which every request must be served
 * come first.
 */
export function felt(results: readonly Result[]): FeltOfFault[] {
  const gathered = new Map<FaultName, { served: boolean; times: number } & Record<When, Feelings>>();
  for (const result of results) {
    const spans = spansOf(result);
    for (const [at, { fault, served }] of result.marks.entries()) {
      const entry = gathered.get(fault) ?? {
        ...{ served, times: 0 },
        ...{ before: new Feelings(), during: new Feelings(), after: new Feelings() },
      };
      gathered.set(fault, entry);
      entry.times += 1;
      for (const when of ["before", "during", "after"] as const)
        entry[when].add(result, isWithin(spans[at]?.[when] ?? { from: 0, to: 0 }));
    }
  }
  return [...gathered]
    .map(([fault, { served, times, before, during, after }]) => ({
      ...{ fault, served, times },
      ...{ before: before.felt(), during: during.felt(), after: after.felt() },
    }))
    .sort((a, b) => Number(b.served) - Number(a.served) || a.fault.localeCompare(b.fault));
}

/**
 * The experience altogether: without a fault, during faults that every request survives, and during
 * worse faults.
 */
export interface Altogether {
  readonly whole: Felt;
  readonly served: Felt;
  readonly unserved: Felt;
}

export function altogether(results: readonly Result[]): Altogether {
  const [whole, served, unserved] = [new Feelings(), new Feelings(), new Feelings()];
  for (const result of results) {
    const during = (due: number) =>
      result.marks.find(({ from, recovered }) => due >= from && due < recovered);
    whole.add(result, (due) => during(due) === undefined);
    served.add(result, (due) => during(due)?.served === true);
    unserved.add(result, (due) => during(due)?.served === false);
  }
  return { whole: whole.felt(), served: served.felt(), unserved: unserved.felt() };
}
