import type { Spread } from "./spread.ts";

/** One comparison: a ratio with its spread, and its target if it has one. */
export interface Row {
  /** Unique in a run: `read-vs-connect-redis-256`. */
  name: string;
  /** For people: "read, 256 callers, 0 ms: unstuck / connect-redis". */
  says: string;
  ratio: Spread;
  /** The same by this process's CPU per call, which a busy machine disturbs less. */
  byCpu?: Spread;
  /** The figures behind it, such as both rates of calls per second. */
  figures: Record<string, number>;
  wanted?: { least: number } | { most: number };
}

/** A part of a run, with its rows. */
export interface Section {
  title: string;
  /** One or two sentences on how to read it. */
  note: string;
  rows: Row[];
}

export interface Results {
  taken: string;
  machine: Record<string, string>;
  versions: Record<string, string>;
  sections: Section[];
  /** The median by the row's name. */
  ratios: Record<string, number>;
}

/** Whether a row meets its target; true without a target. */
export function isMet({ ratio, wanted }: Row): boolean {
  if (!wanted) return true;
  return "least" in wanted ? ratio.median >= wanted.least : ratio.median <= wanted.most;
}

export function wish({ wanted }: Row): string {
  if (!wanted) return "";
  return "least" in wanted ? `at least ${wanted.least}` : `at most ${wanted.most}`;
}

/** Three significant digits, so that a table is readable. */
export function short(value: number): number {
  return Number(value.toPrecision(3));
}
