import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { NativeStack } from "../stack/native.ts";
import { requireProgram } from "../stack/programs.ts";
import { defaultStateDir, readSettings } from "../stack/settings.ts";
import { prepareBuild, prepareMachine } from "../stack/setup/prepare.ts";
import { note, step } from "../stack/setup/progress.ts";
import { type Campaign, runCampaign } from "./campaign.ts";
import { type ControlName, controlNames, controlOf } from "./controls.ts";
import { type FaultName, faults } from "./faults.ts";
import { writeReport } from "./report.ts";
import { foundIn, saveResult } from "./results.ts";

// A stack of its own, as `npm test` has one, with a relay between the parts so that links can be cut.
const stateDir = path.join(defaultStateDir, "proof/stack");
const presets = {
  PORT: "8280",
  APP_PORT: "3301",
  IDP_PORT: "8290",
  SENTINEL_PORT: "26601",
  REDIS_PORT: "6601",
  STATE_DIR: stateDir,
  NETWORK: "relay",
  // Logins without an answer leave sessions that nobody knows; they must not push out those that somebody does.
  SESSION_CAP: "10000",
};

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly campaigns: number;
  readonly clients: number;
  readonly only?: FaultName[];
  readonly without?: ControlName;
  readonly publish: boolean;
}

await new Command("npm run proof --")
  .description("Uses the real site and breaks it at the same time, and judges what the clients saw.")
  .option("--minutes <n>", "how long each campaign breaks things", positive, 3)
  .option("--seed <n>", "the first campaign's seed: the same seed breaks the same things", positive, 1)
  .option("--campaigns <n>", "how many campaigns, each with the next seed", positive, 1)
  .option("--clients <n>", "how many clients use the site at once, for each of two accounts", positive, 6)
  .addOption(new Option("--only <faults...>", "only these faults").choices(Object.keys(faults)))
  .addOption(
    new Option(
      "--without <mechanism>",
      "a negative control: ends when a campaign finds what the mechanism is for",
    ).choices(controlNames),
  )
  .option("--publish", "write the report to proof/report/, which the site shows at /proof", false)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

async function main(options: Options): Promise<void> {
  const { without, seed, campaigns, publish } = options;
  for (const [name, preset] of Object.entries(presets)) process.env[name] ||= preset;
  process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
  if (without) Object.assign(process.env, controlOf(without).settings);
  await prepareMachine({ withChromium: false });
  const settings = readSettings();
  const stack = new NativeStack(settings);
  await stack.down();
  if (settings.stateDir === stateDir) await rm(stateDir, { recursive: true, force: true });
  await stack.release.select(await prepareBuild());
  const found: boolean[] = [];
  try {
    await step("Starting the stack, with a relay between its parts", () => stack.up());
    for (let number = seed; number < seed + campaigns && !(without && found.includes(true)); number += 1) {
      found.push(await campaign(stack, settings, { ...options, seed: number }));
    }
  } finally {
    await step("Stopping the stack", () => stack.down());
  }
  console.log(`\nThe report: ${await writeReport(publish)}/index.html`);
  // A control that finds nothing proves nothing; a whole site in which something is found is broken.
  if (found.includes(true) !== (without !== undefined)) process.exitCode = 1;
}

/** Runs one campaign, keeps it and prints its verdicts. @returns Whether it found an anomaly. */
async function campaign(
  stack: NativeStack,
  { siteUrl, secrets }: ReturnType<typeof readSettings>,
  { seed, minutes, clients, without, only = without && [...controlOf(without).faults] }: Options,
): Promise<boolean> {
  const result = await step(`Campaign with seed ${seed}${without ? `, without ${without}` : ""}`, () =>
    runCampaign({
      stack,
      siteUrl,
      accounts: ["user@example.com", "operator@example.com"].map((email) => ({
        email,
        password: secrets.DEMO_PASSWORD,
      })),
      promised: { idle: 30 * 60_000, absolute: 8 * 60 * 60_000 },
      seed,
      minutes,
      clientsEach: clients,
      startsEmpty: without === "memory",
      ...(only ? { only } : {}),
      onFault: (fault) => note(`${new Date().toISOString().slice(11, 19)} ${fault}`),
    }),
  );
  const found = { ...result, ...(without ? { without } : {}) };
  await saveResult({ ...found, versions: await versions(), date: new Date().toISOString() });
  tell(result);
  return foundIn(found).length > 0;
}

function tell({ seed, history, marks, verdicts }: Campaign): void {
  console.log(`\nSeed ${seed}: ${marks.length} faults, ${history.length} requests`);
  for (const { promise, checked, anomalies } of verdicts) {
    const sign = anomalies.length === 0 ? "✓" : "✗";
    console.log(`  ${sign} ${promise} (${checked} answers, ${anomalies.length} anomalies)`);
    for (const { what } of anomalies.slice(0, 5)) console.log(`      ${what}`);
  }
}

async function versions(): Promise<Record<string, string>> {
  const redis = execFileSync(await requireProgram("redis-server"), ["--version"], { encoding: "utf8" });
  return { Redis: /v=(\S+)/.exec(redis)?.[1] ?? "unknown", "Node.js": process.versions.node };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`"${text}" must be a number above 0.`);
  return value;
}
