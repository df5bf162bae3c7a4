import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import { type ControlName, controlOf } from "./controls.ts";
import { allResults, foundIn, type Result } from "./results.ts";
import { type Felt, felt, type Took, type Total, took, totals } from "./summary.ts";
import { timeline } from "./timeline.ts";

/** Everything that the report says, in the order in which it says it. */
interface Report {
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

interface Tried {
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

const number = (value: number) => value.toLocaleString("en-US");
const ms = (value: number) => `${number(Math.round(value))} ms`;

function verdictTable(rows: readonly Total[]): string[][] {
  return [
    ["promise", "answers checked", "anomalies"],
    ...rows.map(({ promise, checked, anomalies }) => [promise, number(checked), number(anomalies)]),
  ];
}

function faultTable(rows: readonly Felt[]): string[][] {
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

function kindTable(rows: readonly Took[]): string[][] {
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

function campaignTable(rows: readonly Result[]): string[][] {
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

function controlTable(rows: readonly Tried[]): string[][] {
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

const intro = ({ whole, requests, faults }: Report) =>
  `${number(whole.length)} campaigns, ${number(faults)} faults, ${number(requests)} requests. Each campaign ran the whole site: ` +
  "nginx, three nodes, three Sentinels and three Redis nodes. Clients used it through nginx in every way it can be used while parts " +
  "were killed, frozen, cut off and slowed down in an order that the seed decides. A checker that knows nothing of how the site works then " +
  "judged what the clients had seen. A write that went without an answer may have happened or not; the checker allows both.";

const repeat =
  "Repeat it with `npm run proof -- --seed N --minutes M --clients C` (C for each of two accounts): the same seed does the same things.";

function markdown(report: Report): string {
  const table = ([head = [], ...rows]: string[][]) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `# What the fault campaigns found

${intro(report)}

${report.date}; ${report.versions}. ${repeat}

## The promises

${table(verdictTable(report.totals))}

## What was done, and what a client felt of it

${table(faultTable(report.felt))}

## How long a request took

Over all campaigns, whatever was broken at the time.

${table(kindTable(report.took))}

## Could it have found something?

The same campaigns with one mechanism taken away. Each must find its anomaly, or the ones above prove nothing.

${table(controlTable(report.controls))}

## The campaigns

${table(campaignTable(report.whole))}
`;
}

function page(report: Report): string {
  const table = ([head = [], ...rows]: string[][]) =>
    `<div class="scroll"><table><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join("")}</tr>${rows
      .map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`)
      .join("")}</table></div>`;
  const campaign = (result: Result) =>
    `<section><h3>Seed ${result.seed}${result.without ? `, ${escaped(controlOf(result.without).what)}` : ""}</h3>${timeline(result)}` +
    `<details><summary>${result.marks.length} faults</summary><ol>${result.marks
      .map(
        ({ fault, from, to }) =>
          `<li>${escaped(fault)}, ${(from / 1000).toFixed(1)} to ${(to / 1000).toFixed(1)} s</li>`,
      )
      .join("")}</ol></details></section>`;
  const found = report.controls.flatMap((control) => (control.found ? [control.found] : []));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>What the fault campaigns found</title>
<style>${style}</style>
<main>
<h1>What the fault campaigns found</h1>
<p>${escaped(intro(report))}</p>
<p>${escaped(`${report.date}; ${report.versions}.`)} Repeat it with <code>npm run proof -- --seed N --minutes M --clients C</code> (C for each of two accounts): the same seed does the same things.</p>
<h2>The promises</h2>
${table(verdictTable(report.totals))}
<h2>What was done, and what a client felt of it</h2>
${table(faultTable(report.felt))}
<h2>How long a request took</h2>
<p>Over all campaigns, whatever was broken at the time.</p>
${table(kindTable(report.took))}
<h2>Could it have found something?</h2>
<p>The same campaigns with one mechanism taken away. Each must find its anomaly, or the ones above prove nothing.</p>
${table(controlTable(report.controls))}
<h2>The campaigns</h2>
${table(campaignTable(report.whole))}
<p>Answers by node over time; gray where something was broken, lighter until all was in step again. Below, how long the slowest request of each half second took (from 10 ms to 10 s, logarithmic), and in red the requests that failed.</p>
${report.whole.map(campaign).join("\n")}
${found.length > 0 ? `<h2>Where the controls broke</h2>${found.map(campaign).join("\n")}` : ""}
</main>
</html>
`;
}

const style = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--muted:#667;--rule:#d5d9de;--served:#2f6f4f;--slow:#b7791f;--bad:#c0262d;--broken:#0002;--mending:#0001}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#14171a;--muted:#9aa;--rule:#333a41;--served:#58b286;--slow:#e0a040;--bad:#ff6b6b;--broken:#fff3;--mending:#fff1}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:70rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.2}h2{margin-top:2.5rem}h3{margin:1.75rem 0 .25rem}
p{max-width:46rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;color:var(--muted);font-size:.875rem}
svg{width:100%;height:auto;display:block}
svg text{font:9px system-ui,sans-serif;fill:var(--muted)}svg .name{font-size:11px}
.broken{fill:var(--broken)}.mending{fill:var(--mending)}.served{fill:var(--served)}.slowest{fill:var(--slow)}.failed{stroke:var(--bad);stroke-width:1}
summary{color:var(--muted);cursor:pointer}`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
