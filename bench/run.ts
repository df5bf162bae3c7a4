import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { note } from "../stack/setup/progress.ts";
import { durableWritesSection } from "./durable-writes/section.ts";
import { eventSection, events, growthSection } from "./growth/section.ts";
import { machine, versions } from "./machine.ts";
import { memorySection } from "./memory-section.ts";
import { operations } from "./operations.ts";
import { reportPage } from "./report/page.ts";
import { requestSection } from "./request.ts";
import { isMet, type Results, type Section, short, wish } from "./results.ts";
import { scalingSection } from "./scaling.ts";
import { type Size, storeSections } from "./store.ts";

const usage = `npm run bench -- [options]: this project's session store against its peers, a few minutes
  --only PARTS   some of: ${operations.join(", ")}, growth, memory,
                 ${events.join(", ")}, durable-writes, request, scaling; separated by commas.
                 Those in the second line only if named: the first four take minutes, request and scaling are
                 against the site that \`npm start\` runs, scaling as root on Linux
  --rounds N     turns that each peer has in a comparison (default 9)
  --turn MS      how long a turn takes (default 40)
  --json FILE    the results as JSON
  --report FILE  the results as a page with plots (default bench/report/latest.html)`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "9" },
    turn: { type: "string", default: "40" },
    json: { type: "string" },
    report: { type: "string", default: "bench/report/latest.html" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(usage);
  process.exit();
}

const parts: Record<string, (size: Size) => Promise<Section[]>> = {
  ...Object.fromEntries(
    operations.map((operation) => [operation, (size: Size) => storeSections(size, [operation])]),
  ),
  growth: async ({ rounds, turnMs }: Size) => [await growthSection({ callers: 32, rounds, turnMs })],
  ...Object.fromEntries(events.map((event) => [event, async () => [await eventSection(event)]])),
  "durable-writes": async () => [await durableWritesSection()],
  request: async () => [await requestSection()],
  scaling: async () => [await scalingSection()],
  memory: async () => [await memorySection()],
};

/** The first take minutes, the others need `npm start` in another terminal. */
const onlyIfNamed: ReadonlySet<string> = new Set([...events, "durable-writes", "request", "scaling"]);
const wanted = values.only?.split(",") ?? Object.keys(parts).filter((name) => !onlyIfNamed.has(name));
const size: Size = {
  users: 2000,
  rounds: number("rounds", values.rounds),
  turnMs: number("turn", values.turn),
  callers: [1, 32, 256],
  delays: [0, 0.5, 2],
};

const sections: Section[] = [];
for (const name of wanted) {
  const part = parts[name];
  if (!part) throw new Error(`--only knows no "${name}". It takes some of ${Object.keys(parts).join(", ")}.`);
  sections.push(...(await part(size)));
}

const rows = sections.flatMap((section) => section.rows);
const results: Results = {
  taken: new Date().toISOString().slice(0, 10),
  machine: machine(),
  versions: await versions(),
  ratios: Object.fromEntries(rows.map(({ name, ratio }) => [name, short(ratio.median)])),
  sections,
};
for (const section of sections) {
  console.log(`\n${section.title}\n${section.note}`);
  console.table(
    Object.fromEntries(
      section.rows.map(({ name, ratio, byCpu, figures }) => [
        name,
        {
          ratio: short(ratio.median),
          from: short(ratio.low),
          to: short(ratio.high),
          ...(byCpu ? { byCpu: short(byCpu.median) } : {}),
          figures: facts(figures),
        },
      ]),
    ),
  );
}
for (const row of rows.filter((one) => one.wanted)) {
  console.log(`${isMet(row) ? "met   " : "MISSED"} ${row.name}: ${short(row.ratio.median)}, ${wish(row)}`);
  if (!isMet(row)) process.exitCode = 1;
}
if (values.json) await save(values.json, `${JSON.stringify(results, null, 1)}\n`);
await save(values.report, reportPage(results));

async function save(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  note(`written: ${file}`);
}

function facts(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toLocaleString("en")}`)
    .join(", ");
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${option} takes a whole number from 1 on, but it is "${text}".`);
  }
  return value;
}
