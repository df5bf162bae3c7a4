import type { Percentiles } from "../e2e/fixtures/latencies.ts";
import { controlOf } from "./controls.ts";
import type { Felt } from "./phases.ts";
import type { Tried } from "./report-contents.ts";
import { foundIn, type Result } from "./results.ts";
import type { Altogether, FeltOfFault, Took, Total } from "./summary.ts";

/** Rows of text, the first of them the headings. */
export type Table = readonly (readonly string[])[];

/** A number as the report writes it. */
export const number = (value: number) => value.toLocaleString("en-US");

export function verdictTable(rows: readonly Total[]): Table {
  return [
    ["promise", "answers checked", "anomalies"],
    ...rows.map(({ promise, checked, anomalies }) => [promise, number(checked), number(anomalies)]),
  ];
}

const latencies = ({ p50, p99, p99_9, max }: Percentiles) =>
  `${[p50, p99, p99_9, max].map((value) => number(Math.round(value))).join(" / ")} ms`;

/** What the latencies of a cell are. */
export const key = "Times are p50 / p99 / p99.9 / longest.";

const feltCells = ({ requests, failed, dropped, reads, writes }: Felt) => [
  ...[requests, failed, dropped].map(number),
  ...[reads, writes].map(latencies),
];

const feltHeads = ["requests", "failed", "not sent", "reads", "writes"];

export function altogetherTable({ whole, served, unserved }: Altogether): Table {
  return [
    ["what was broken", ...feltHeads],
    ["nothing", ...feltCells(whole)],
    ["what nobody is to notice, but for a wait", ...feltCells(served)],
    ["more", ...feltCells(unserved)],
  ];
}

export function faultTable(rows: readonly FeltOfFault[]): Table {
  return [
    ["what was done", "when", ...feltHeads],
    ...rows.flatMap(({ fault, served, times, before, during, after }) => [
      [`${fault}, ${number(times)} ${times === 1 ? "time" : "times"}`, "before", ...feltCells(before)],
      [served ? "" : "(some requests must fail)", "during", ...feltCells(during)],
      ["", "after", ...feltCells(after)],
    ]),
  ];
}

export function kindTable(rows: readonly Took[]): Table {
  return [
    ["request", "how many", "times"],
    ...rows.map(({ kind, requests, ...percentiles }) => [kind, number(requests), latencies(percentiles)]),
  ];
}

export function campaignTable(rows: readonly Result[]): Table {
  return [
    ["seed", "minutes", "offered", "not sent", "faults", "requests", "sent again", "anomalies"],
    ...rows.map((result) => [
      String(result.seed),
      String(result.minutes),
      result.offered ? `${result.offered.rate} per second` : "clients waited",
      number(result.offered?.dropped.length ?? 0),
      String(result.marks.length),
      number(result.history.length),
      number(result.history.filter(({ again }) => again !== undefined).length),
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
