import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import type { ControlName } from "./controls.ts";
import { markdown } from "./report-markdown.ts";
import { page } from "./report-page.ts";
import { allResults, foundIn, type Result } from "./results.ts";
import { type Felt, felt, type Took, type Total, took, totals } from "./summary.ts";

/** Everything that the report says, in the order in which it says it. */
export interface Report {
  readonly whole: readonly Result[];
  readonly totals: readonly Total[];
  readonly felt: readonly Felt[];
  readonly took: readonly Took[];
  readonly controls: readonly Tried[];
  readonly requests: number;
  readonly faults: number;
  readonly versions: string;
  readonly date: string;
}

export interface Tried {
  readonly without: ControlName;
  readonly tried: number;
  /** The first campaign that found an anomaly. */
  readonly found: Result | undefined;
}

/**
 * Writes report.md and index.html from the results that are kept in the stage's folder.
 * @param publish Where the site shows it and git keeps it; otherwise beside the results.
 */
export async function writeReport(stage: string, publish: boolean): Promise<string> {
  const report = reportOf(await allResults(stage));
  const folder = publish ? path.join(root, "proof/report") : path.join(stage, "report");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "report.md"), markdown(report));
  await writeFile(path.join(folder, "index.html"), page(report));
  return folder;
}

function reportOf(results: readonly Result[]): Report {
  const whole = results.filter(({ without }) => !without);
  const names = [...new Set(results.flatMap(({ without }) => (without ? [without] : [])))];
  const versions = Object.entries(results[0]?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  return {
    whole,
    totals: totals(whole),
    felt: felt(whole),
    took: took(whole),
    controls: names.map((without) => {
      const tried = results.filter((result) => result.without === without);
      return { without, tried: tried.length, found: tried.find((result) => foundIn(result).length > 0) };
    }),
    requests: whole.reduce((sum, { history }) => sum + history.length, 0),
    faults: whole.reduce((sum, { marks }) => sum + marks.length, 0),
    versions: versions.join(", "),
    date:
      results
        .map(({ date }) => date)
        .sort()
        .at(-1)
        ?.slice(0, 10) ?? "",
  };
}
