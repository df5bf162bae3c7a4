import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../stack/settings.ts";
import { number } from "../report-tables.ts";
import type { StrangerControl } from "./controls.ts";
import { strangerControls } from "./controls.ts";
import { kindNames, kinds, perSecond } from "./kinds.ts";
import { hasFailed, judge, rateOf, type Seen, timesOf } from "./verdicts.ts";

/** The settings of the site that was flooded, for the report. */
export interface Flooded {
  readonly without?: StrangerControl;
  readonly limits: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
}

/**
 * Writes strangers.md, or strangers-without-….md for a control.
 * @param publish Whether to write to the folder that git keeps; otherwise to the stage's folder.
 */
export async function writeStrangers(
  stage: string,
  publish: boolean,
  seen: Seen,
  on: Flooded,
): Promise<string> {
  const folder = publish ? path.join(root, "proof/report") : path.join(stage, "report");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `strangers${on.without ? `-without-${on.without}` : ""}.md`);
  await writeFile(file, markdown(seen, on));
  return file;
}

const ms = (value: number) => `${number(Math.round(value))} ms`;
const mb = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / 1e6)} MB`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function markdown(seen: Seen, { without, limits, versions, date }: Flooded): string {
  const { before, end, after } = seen.gauges;
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# What one person feels while strangers flood the site

${seen.addresses.length} addresses begin ${perSecond} requests per second each, ${number(Math.round(rateOf(seen)))} together, for ${Math.round(seen.seconds)} s, while one person
makes ten requests per second, each counted from the time at which it was due. All of them and the whole site share one machine.
${without ? `\nThis is a negative control, without ${strangerControls[without].what}: something below must not hold.\n` : ""}
${date}; ${versionList.join(", ")}; ${Object.entries(limits)
    .map(([name, value]) => `\`${name}=${value}\``)
    .join(", ")}. Repeat it with \`npm run proof -- --strangers${without ? ` --without ${without}` : ""}\`.

## The promises

${table(
  ["promise", "holds", "what was seen"],
  judge(seen).map(({ promise, holds, why }) => [promise, holds ? "yes" : "**no**", why]),
)}

## The person

${table(
  ["", "requests", "failed", "median", "99th percentile", "longest"],
  (["quiet", "flooded"] as const).map((phase) => {
    const { requests, failed, p50, p99, max } = timesOf(seen[phase]);
    return [phase, number(requests), number(failed), ms(p50), ms(p99), ms(max)];
  }),
)}

${slowest(seen)}${failures(seen)}## The strangers

${table(
  ["what they did", "per second and address", "begun", "what came of it"],
  kindNames.map((name) => [
    kinds[name].what,
    String(kinds[name].perSecond),
    number(seen.came[name].begun),
    Object.entries(seen.came[name].outcomes)
      .sort(([, a], [, b]) => b - a)
      .map(([what, count]) => `${what}: ${number(count)}`)
      .join(", "),
  ]),
)}

## The nodes’ memory

${table(
  ["node", "warmed up, before", "at the end of the flood", "a minute later"],
  Object.keys(before.memory).map((name) => [
    name,
    mb(before.memory[name]),
    mb(end.memory[name]),
    mb(after.memory[name]),
  ]),
)}
`;
}

/**
 * When the slowest requests were due. The first seconds of a flood, in which all of its addresses
 * have their whole burst, are not like the rest.
 */
function slowest({ flooded }: Seen): string {
  const slow = [...flooded].sort((a, b) => b.ms - a.ms).slice(0, Math.ceil(flooded.length / 100));
  const late = slow.filter(({ due }) => due >= 5000);
  return `Of the slowest ${slow.length} during the flood ${slow.length - late.length} were due in its first 5 s.\n\n`;
}

function failures({ flooded }: Seen): string {
  const failed = new Map<string, number>();
  for (const one of flooded.filter(hasFailed)) {
    const what = `${one.what}: ${one.status === 0 ? "no answer" : one.status}`;
    failed.set(what, (failed.get(what) ?? 0) + 1);
  }
  if (failed.size === 0) return "";
  return `Failed: ${[...failed].map(([what, count]) => `${what} (${count} times)`).join(", ")}.\n\n`;
}
