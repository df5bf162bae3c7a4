import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import type { Report } from "./report-contents.ts";
import { markdown } from "./report-markdown.ts";
import { page } from "./report-page.ts";
import { allResults, foundIn, type Result } from "./results.ts";
import { altogether, felt, took, totals } from "./summary.ts";

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
  const versions = results.flatMap((result) =>
    Object.entries(result.versions).map(([name, version]) => `${name} ${version}`),
  );
  return {
    whole,
    altogether: altogether(whole),
    totals: totals(whole),
    felt: felt(whole),
    took: took(whole),
    controls: names.map((without) => {
      const tried = results.filter((result) => result.without === without);
      return { without, tried: tried.length, found: tried.find((result) => foundIn(result).length > 0) };
    }),
    requests: whole.reduce((sum, { history }) => sum + history.length, 0),
    faults: whole.reduce((sum, { marks }) => sum + marks.length, 0),
    versions: [...new Set(versions)].join(", "),
    date:
      results
        .map(({ date }) => date)
        .sort()
        .at(-1)
        ?.slice(0, 10) ?? "",
  };
}
