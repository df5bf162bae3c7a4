import { controlOf } from "./controls.ts";
import type { Report } from "./report-contents.ts";
import { circumstances, experience, headline, intro, whySomeFail } from "./report-intro.ts";
import {
  altogetherTable,
  campaignTable,
  controlTable,
  faultTable,
  key,
  kindTable,
  type Table,
  verdictTable,
} from "./report-tables.ts";
import type { Result } from "./results.ts";
import { timeline } from "./timeline.ts";

/** The report as one page that needs no other file. */
export function page(report: Report): string {
  const table = ([head = [], ...rows]: Table) =>
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
<p class="headline">${escaped(headline(report))}</p>
${picture(report)}
<h2>What a user would have felt</h2>
${experience(report)
  .map((sentence) => `<p>${escaped(sentence)}</p>`)
  .join("\n")}
${table(altogetherTable(report.altogether))}
<p>${escaped(`${key} ${circumstances(report)}`)}</p>
<h2>What was checked</h2>
${table(verdictTable(report.totals))}
<h2>How it was done</h2>
<p>${escaped(intro(report))}</p>
<p>Repeat it with <code>npm run proof -- --seed N --minutes M --rate R</code>: the same seed does the same things.</p>
<h2>What was felt of each fault</h2>
<p>${escaped(whySomeFail)}</p>
<p>${escaped(key)} “During” is until every part was up and in step again.</p>
${table(faultTable(report.felt))}
<h2>How long a request took</h2>
<p>Over all campaigns, whatever was broken at the time. ${escaped(key)}</p>
${table(kindTable(report.took))}
<h2>Could it have found something?</h2>
<p>The same campaigns with one mechanism taken away. Each must find its anomaly, or the ones above prove nothing.</p>
${table(controlTable(report.controls))}
<h2>The campaigns</h2>
${table(campaignTable(report.whole))}
<p>Answers by node over time; gray where something was broken, lighter until all was in step again. Below, how long the slowest request of each half second took (from 10 ms to 10 s, logarithmic), and in red the requests that failed or weren’t sent.</p>
${report.whole.map(campaign).join("\n")}
${found.length > 0 ? `<h2>Where the controls broke</h2>${found.map(campaign).join("\n")}` : ""}
</main>
</html>
`;
}

/** One campaign, before any table: what the site does while its parts fail. */
function picture({ whole: [first] }: Report): string {
  if (!first) return "";
  return `<figure>${timeline(first)}<figcaption>The campaign with seed ${first.seed}: what each node answered over time, with the faults in gray. The nodes take over from each other, and the slowest requests wait for elections.</figcaption></figure>`;
}

const style = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--muted:#667;--rule:#d5d9de;--served:#2f6f4f;--slow:#b7791f;--bad:#c0262d;--broken:#0002;--recovering:#0001}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#14171a;--muted:#9aa;--rule:#333a41;--served:#58b286;--slow:#e0a040;--bad:#ff6b6b;--broken:#fff3;--recovering:#fff1}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:70rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.2}h2{margin-top:2.5rem}h3{margin:1.75rem 0 .25rem}
p{max-width:46rem}.headline{font-size:1.25rem;font-weight:600}figure{margin:1.5rem 0}figcaption{color:var(--muted);font-size:.875rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
td:first-child{min-width:9rem}
th{font-weight:600;color:var(--muted);font-size:.875rem}
svg{width:100%;height:auto;display:block}
svg text{font:9px system-ui,sans-serif;fill:var(--muted)}svg .name{font-size:11px}
.broken{fill:var(--broken)}.recovering{fill:var(--recovering)}.served{fill:var(--served)}.slowest{fill:var(--slow)}.failed{stroke:var(--bad);stroke-width:1}
summary{color:var(--muted);cursor:pointer}`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
