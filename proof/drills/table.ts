import { markdownTable } from "../../docs/table.ts";
import type { Drill } from "./page.ts";
import type { Verdict } from "./seen.ts";

export interface Result {
  readonly drill: Drill;
  readonly verdicts: readonly Verdict[];
  /** The reason why the drill was left out. */
  readonly left?: string;
}

/** Every phrase of the page with its observations. */
export function table(results: readonly Result[]): string {
  const rows = results.flatMap(({ drill, verdicts, left }) =>
    left === undefined
      ? verdicts.map(({ phrase, seen, holds }) => [holds ? "✓" : "✗", drill.name, phrase, seen])
      : [["-", drill.name, "", `not tested, ${left}`]],
  );
  return markdownTable([["", "drill", "what the page says", "what was seen"], ...rows]);
}

const [begin, end] = ["<!-- Written by `npm run drills -- --publish`. -->", "<!-- Until here. -->"];

/**
 * The page with the observations between its two marks.
 * @throws {Error} if the page has no marks, or if a drill failed: the figures of a page that is not
 * true are worth nothing.
 */
export function withSeen(page: string, results: readonly Result[]): string {
  if (results.some(({ verdicts }) => verdicts.some(({ holds }) => !holds)))
    throw new Error("A drill failed, so its figures aren't written into the page.");
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no "${begin}" with "${end}" behind it.`);
  const rows = results.flatMap(({ drill, verdicts }) =>
    verdicts.length > 0
      ? [[drill.name, verdicts.map(({ phrase, seen }) => `${phrase}: ${seen}`).join("; ")]]
      : [],
  );
  const seen = markdownTable([["drill", "seen"], ...rows]);
  return `${page.slice(0, from)}${begin}\n\n${seen}\n\n${page.slice(to)}`;
}
