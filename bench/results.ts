import type { Spread } from "./spread.ts";

/** One comparison: a ratio with its spread, and what is wanted of it, if anything. */
export interface Row {
  /** Unique in a run: `read-vs-connect-redis-256`. */
  name: string;
  /** For people: "read, 256 callers, 0 ms: unstuck / connect-redis". */
  says: string;
  ratio: Spread;
  /** The same by the CPU that this process takes a call, which a busy machine disturbs less. */
  byCpu?: Spread;
  /** The figures behind it, such as calls a second of both. */
  figures: Record<string, number>;
  wanted?: { least: number } | { most: number };
}

/** A part of a run, with the rows it gave. */
export interface Section {
  title: string;
  /** How to read it, a sentence or two. */
  note: string;
  rows: Row[];
}

export interface Results {
  taken: string;
  machine: Record<string, string>;
  versions: Record<string, string>;
  sections: Section[];
  /** Name to median. */
  ratios: Record<string, number>;
}

/** Whether a row has what is wanted; true where nothing is. */
export function isMet({ ratio, wanted }: Row): boolean {
  if (!wanted) return true;
  return "least" in wanted ? ratio.median >= wanted.least : ratio.median <= wanted.most;
}

export function wish({ wanted }: Row): string {
  if (!wanted) return "";
  return "least" in wanted ? `at least ${wanted.least}` : `at most ${wanted.most}`;
}

/** Three figures that count, so that a table can be read. */
export function short(value: number): number {
  return Number(value.toPrecision(3));
}
