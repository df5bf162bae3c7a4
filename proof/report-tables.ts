import { controlOf } from "./controls.ts";
import type { Tried } from "./report.ts";
import { foundIn, type Result } from "./results.ts";
import type { Felt, Took, Total } from "./summary.ts";

/** Rows of text, the first of them the headings. */
export type Table = readonly (readonly string[])[];

/** A number as the report writes it. */
export const number = (value: number) => value.toLocaleString("en-US");
const ms = (value: number) => `${number(Math.round(value))} ms`;

export function verdictTable(rows: readonly Total[]): Table {
  return [
    ["promise", "answers checked", "anomalies"],
    ...rows.map(({ promise, checked, anomalies }) => [promise, number(checked), number(anomalies)]),
  ];
}

export function faultTable(rows: readonly Felt[]): Table {
  return [
    ["what was done", "times", "requests", "failed", "reads, 99th percentile", "writes, longest"],
    ...rows.map(({ fault, served, times, requests, failed, readP99, writeMax }) => [
      served ? fault : `${fault} (some requests must fail)`,
      number(times),
      number(requests),
      number(failed),
      ms(readP99),
      ms(writeMax),
    ]),
  ];
}

export function kindTable(rows: readonly Took[]): Table {
  return [
    ["request", "how many", "median", "99th percentile", "longest"],
    ...rows.map(({ kind, requests, median, p99, max }) => [
      kind,
      number(requests),
      ms(median),
      ms(p99),
      ms(max),
    ]),
  ];
}

export function campaignTable(rows: readonly Result[]): Table {
  return [
    ["seed", "minutes", "clients", "faults", "requests", "anomalies"],
    ...rows.map((result) => [
      String(result.seed),
      String(result.minutes),
      String(result.clients),
      String(result.marks.length),
      number(result.history.length),
      String(foundIn(result).reduce((sum, { anomalies }) => sum + anomalies.length, 0)),
    ]),
  ];
}

export function controlTable(rows: readonly Tried[]): Table {
  return [
    ["what was taken away", "by what it was found", "seed", "the first anomaly"],
    ...rows.map(({ without, tried, found }) => [
      controlOf(without).what,
      found ? [...new Set(found.marks.map(({ fault }) => fault))].join(", ") : "",
      found ? String(found.seed) : `not in ${tried} seeds`,
      found ? (foundIn(found)[0]?.anomalies[0]?.what ?? "") : "",
    ]),
  ];
}
