import { isMet, type Results, type Row, type Section, short, wish } from "../results.ts";

const width = 460;
const height = 22;
/** The plots' ends, as ratios; equal steps are equal factors. */
const [least, most] = [1 / 16, 16];

/** The results as one page that needs no other file. */
export function reportPage({ taken, machine, versions, sections }: Results): string {
  const facts = { taken, ...machine, ...versions };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unstuck: the benchmarks</title>
<style>${style}</style>
<h1>The session store against its peers</h1>
<p>Each ratio is unstuck's rate by the other's in the same run: above 1, unstuck is faster. Dot: median; line: the middle half of the
rounds; green: as wanted, red: not, blue: nothing is promised. A row that says "unstuck again" compares the store with itself: its distance
from 1 is the noise.</p>
<dl>${Object.entries(facts)
    .map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`)
    .join("")}</dl>
${sections.map(sectionOf).join("\n")}
</html>
`;
}

function sectionOf({ title, note, rows }: Section): string {
  return `<section><h2>${escaped(title)}</h2><p>${escaped(note)}</p>
<table><thead><tr><th>comparison</th><th>ratio</th><th>1/16 … 1 … 16</th><th>figures</th></tr></thead>
<tbody>${rows.map(rowOf).join("\n")}</tbody></table></section>`;
}

function rowOf(row: Row): string {
  const figures = Object.entries(row.figures).map(
    ([name, value]) => `${escaped(name)} ${value.toLocaleString("en")}`,
  );
  const wanted = row.wanted ? ` (${wish(row)})` : "";
  return `<tr><td>${escaped(row.says)}${wanted}</td><td>${short(row.ratio.median)}</td><td>${plot(row)}</td><td>${figures.join("<br>")}</td></tr>`;
}

function plot(row: Row): string {
  const { median, low, high } = row.ratio;
  const kind = row.wanted ? (isMet(row) ? "met" : "missed") : "free";
  const middle = height / 2;
  return `<svg width="${width}" height="${height}" role="img" aria-label="${short(median)}, from ${short(low)} to ${short(high)}">
<line class="one" x1="${x(1)}" x2="${x(1)}" y1="0" y2="${height}"/><line class="${kind}" x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}"/>
<circle class="${kind}" cx="${x(median)}" cy="${middle}" r="5"/></svg>`;
}

function x(ratio: number): number {
  const bounded = Math.min(most, Math.max(least, ratio));
  return Math.round((Math.log(bounded / least) / Math.log(most / least)) * width);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
dl { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; } dl div { display: flex; gap: .4rem; } dt { color: #57606a; } dd { margin: 0; }
section { overflow-x: auto; } table { border-collapse: collapse; } th { text-align: left; font-weight: 600; color: #57606a; }
td, th { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #e5e8eb; vertical-align: middle; font-size: 13px; }
svg line { stroke-width: 3; } svg .one { stroke: #afb8c1; stroke-width: 1; stroke-dasharray: 3 3; }
.met { stroke: #1a7f37; fill: #1a7f37; } .missed { stroke: #cf222e; fill: #cf222e; } .free { stroke: #0969da; fill: #0969da; }
@media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } td, th { border-color: #30363d; } }
`;
