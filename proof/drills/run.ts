import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultStateDir, root } from "../../stack/settings.ts";
import { note, step } from "../../stack/setup/progress.ts";
import type { Count } from "../../stack/testing/count.ts";
import { summarize } from "../../stack/testing/summary.ts";
import { composeStage, nativeStage } from "../stage.ts";
import { type Drill, drillsOf } from "./page.ts";
import { perform, type Surroundings } from "./perform.ts";
import { type Result, table, withSeen } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    compose: { type: "boolean", default: false },
    page: { type: "string", default: path.join(root, "docs/drills/README.md") },
    "without-campaign": { type: "boolean", default: false },
    publish: { type: "boolean", default: false },
  },
});

const ports = {
  PORT: "8880",
  APP_PORT: "3901",
  IDP_PORT: "8890",
  SENTINEL_PORT: "26901",
  REDIS_PORT: "6901",
};
/** The variables that name this site, and not that of a campaign. */
const own = [...Object.keys(ports), "STATE_DIR", "SITE_URL", "COMPOSE_PROJECT_NAME"];

/**
 * The work of `npm run drills`: every drill of the page, in the page's order, on a site of its own.
 * It compares the observations with the page's claims.
 */
async function main(): Promise<Count> {
  const page = await readFile(options.page, "utf8");
  const drills = drillsOf(page);
  const bare = { ...process.env, ...Object.fromEntries(own.map((name) => [name, undefined])) };
  const settings = { ...ports, STATE_DIR: path.join(defaultStateDir, "drills") };
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  const stage = await (options.compose ? composeStage() : nativeStage());
  const environment = { ...process.env, ...(options.compose ? { UNSTUCK_DRIVER: "compose" } : {}) };
  const results: Result[] = [];
  try {
    const on: Surroundings = { ...stage, environment, bare };
    for (const drill of drills) results.push(await result(drill, on));
  } finally {
    await stage.close();
  }
  console.log(`\n${table(results)}`);
  if (options.publish) await writeFile(options.page, withSeen(page, results));
  const done = results.filter(({ left }) => left === undefined);
  const passed = done.filter(({ verdicts }) => verdicts.every(({ holds }) => holds)).length;
  return { passed, failed: done.length - passed };
}

/**
 * A drill that can't be finished fails. The drills after it find a site that may not be whole, and
 * say so.
 */
async function result(drill: Drill, on: Surroundings): Promise<Result> {
  const left = leftOut(drill, on);
  if (left !== undefined) {
    note(`${drill.name}: NOT TESTED, ${left}`);
    return { drill, verdicts: [], left };
  }
  try {
    return { drill, verdicts: await step(`Drill: ${drill.name}`, () => perform(drill, on)) };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { drill, verdicts: [{ phrase: "it can be done as it stands there", seen, holds: false }] };
  }
}

function leftOut({ commands }: Drill, { stack }: Surroundings): string | undefined {
  if (!stack.canLag && commands.some((command) => / lag /.test(command)))
    return "since nothing can be made late in containers";
  if (options["without-campaign"] && commands.some((command) => command.startsWith("npm run proof")))
    return "as asked by --without-campaign";
  return undefined;
}

await summarize(main);
