import type { Report } from "./report-contents.ts";
import { circumstances, experience, headline, intro, repeat, whySomeFail } from "./report-intro.ts";
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

/** The report as GitHub shows it. */
export function markdown(report: Report): string {
  const table = ([head = [], ...rows]: Table) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `# What the fault campaigns found

**${headline(report)}**

## What a user would have felt

${experience(report).join("\n\n")}

${table(altogetherTable(report.altogether))}

${key} ${circumstances(report)}

## How it was done

${intro(report)}

${repeat}

## What was checked

${table(verdictTable(report.totals))}

## What was felt of each fault

${whySomeFail}

${key} "During" is until every part was up and in step again.

${table(faultTable(report.felt))}

## How long a request took

Over all campaigns, whatever was broken at the time. ${key}

${table(kindTable(report.took))}

## Could it have found something?

The same campaigns with one mechanism taken away. Each must find its anomaly, or the ones above prove nothing.

${table(controlTable(report.controls))}

## The campaigns

${table(campaignTable(report.whole))}
`;
}
