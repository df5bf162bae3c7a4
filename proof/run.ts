import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { NativeStack } from "../stack/native.ts";
import { defaultStateDir, readSettings } from "../stack/settings.ts";
import { prepareBuild, prepareMachine } from "../stack/setup/prepare.ts";
import { note, step } from "../stack/setup/progress.ts";
import { type Campaign, runCampaign } from "./campaign.ts";
import { type FaultName, faults } from "./faults.ts";

/** Where the campaigns' results are kept for the report: git-ignored, as they hold every request of every client. */
export const resultsFolder = path.join(defaultStateDir, "proof/results");

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
  minutes: number;
  seed: number;
  campaigns: number;
  only?: FaultName[];
}

const program = new Command("npm run proof --")
  .description("Uses the real site and breaks it at the same time, and judges what the clients saw.")
  .option("--minutes <n>", "how long each campaign breaks things", positive, 3)
  .option("--seed <n>", "the first campaign's seed: the same seed breaks the same things", positive, 1)
  .option("--campaigns <n>", "how many campaigns, each with the next seed", positive, 1)
  .option("--only <faults...>", `only these faults: ${Object.keys(faults).join("; ")}`)
  .action(main);

async function main({ minutes, seed, campaigns, only }: Options): Promise<void> {
  const unknown = only?.find((name) => !(name in faults));
  if (unknown)
    throw new Error(`There is no fault "${unknown}". The faults: ${Object.keys(faults).join("; ")}.`);
  for (const [name, preset] of Object.entries(presets)) process.env[name] ||= preset;
  process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
  await prepareMachine({ withChromium: false });
  const settings = readSettings();
  const stack = new NativeStack(settings);
  await stack.down();
  if (settings.stateDir === stateDir) await rm(stateDir, { recursive: true, force: true });
  await prepareBuild();
  try {
    await step("Starting the stack, with a relay between its parts", () => stack.up());
    for (let number = seed; number < seed + campaigns; number += 1) {
      let last = "warming up";
      const campaign = await step(`Campaign with seed ${number}`, () =>
        runCampaign({
          stack,
          siteUrl: settings.siteUrl,
          accounts: ["user@example.com", "operator@example.com"].map((email) => ({
            email,
            password: settings.secrets.DEMO_PASSWORD,
          })),
          promised: { idle: 30 * 60_000, absolute: 8 * 60 * 60_000 },
          seed: number,
          minutes,
          ...(only ? { only } : {}),
          onFault: (fault) => {
            last = fault;
            note(`${new Date().toISOString().slice(11, 19)} ${last}`);
          },
        }),
      );
      await mkdir(resultsFolder, { recursive: true });
      await writeFile(path.join(resultsFolder, `seed-${number}.json`), JSON.stringify(campaign));
      tell(campaign);
    }
  } finally {
    await step("Stopping the stack", () => stack.down());
  }
}

/** Prints a campaign's verdicts; anomalies make the run fail. */
function tell({ seed, history, marks, verdicts }: Campaign): void {
  console.log(`\nSeed ${seed}: ${marks.length} faults, ${history.length} requests`);
  for (const { promise, checked, anomalies } of verdicts) {
    console.log(
      `  ${anomalies.length === 0 ? "✓" : "✗"} ${promise} (${checked} answers, ${anomalies.length} anomalies)`,
    );
    for (const { what } of anomalies.slice(0, 5)) console.log(`      ${what}`);
    if (anomalies.length > 0) process.exitCode = 1;
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`"${text}" must be a number above 0.`);
  return value;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
