import type { Report } from "./report.ts";
import { intro, repeat } from "./report-intro.ts";
import {
  campaignTable,
  controlTable,
  faultTable,
  kindTable,
  type Table,
  verdictTable,
} from "./report-tables.ts";

/** The report as GitHub shows it. */
export function markdown(report: Report): string {
  const table = ([head = [], ...rows]: Table) =>
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
