import { Command, Option } from "commander";
import { note, step } from "../stack/setup/progress.ts";
import { StackError } from "../stack/stack.ts";
import { type Campaign, runCampaign } from "./campaign.ts";
import { type ControlName, controlNames, controlOf } from "./controls.ts";
import { type Fault, type FaultName, faults } from "./faults.ts";
import { writeReport } from "./report.ts";
import { foundIn, saveResult } from "./results.ts";
import { composeStage, nativeStage, type Stage } from "./stage.ts";
import { type StrangerControl, strangerControlNames } from "./strangers/controls.ts";
import { strangers } from "./strangers/run.ts";

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly campaigns: number;
  readonly clients: number;
  readonly only?: FaultName[];
  readonly without?: ControlName | StrangerControl;
  readonly strangers: boolean;
  readonly compose: boolean;
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
    ).choices([...controlNames, ...strangerControlNames]),
  )
  .addOption(
    new Option(
      "--strangers",
      `breaks nothing, but floods the site from four addresses while one person uses it; --without ${strangerControlNames.join(" or ")} are its controls`,
    )
      .default(false)
      .conflicts(["compose", "only", "campaigns", "clients", "seed"]),
  )
  .addOption(
    new Option("--publish", "write the report to proof/report/, which the site shows at /proof")
      .default(false)
      .conflicts("compose"),
  )
  .option(
    "--compose",
    "on containers, in a Compose project of their own; no replication is made late there",
    false,
  )
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

async function main(options: Options): Promise<void> {
  const { without } = options;
  const ofStrangers = strangerControlNames.find((name) => name === without);
  if (options.strangers !== (ofStrangers !== undefined) && without)
    throw new StackError(
      `--without ${without} is a control of the campaign ${ofStrangers ? "with" : "without"} --strangers.`,
    );
  const wentWell = options.strangers
    ? await strangers({ ...options, without: ofStrangers })
    : await faultCampaigns({ ...options, without: controlNames.find((name) => name === without) });
  if (!wentWell) process.exitCode = 1;
}

interface FaultOptions extends Omit<Options, "without"> {
  readonly without: ControlName | undefined;
}

/** @returns Whether they went as they must: a control that finds nothing proves nothing; a whole site in which something is found is broken. */
async function faultCampaigns(options: FaultOptions): Promise<boolean> {
  const { without, seed, campaigns, publish } = options;
  if (without) Object.assign(process.env, controlOf(without).settings);
  const stage = await (options.compose ? composeStage() : nativeStage());
  const found: boolean[] = [];
  try {
    const only = possible(stage, options.only ?? (without && [...controlOf(without).faults]));
    for (let number = seed; number < seed + campaigns && !(without && found.includes(true)); number += 1) {
      found.push(await campaign(stage, { ...options, only, seed: number }));
    }
  } finally {
    await stage.close();
  }
  console.log(`\nThe report: ${await writeReport(stage.folder, publish)}/index.html`);
  return found.includes(true) === (without !== undefined);
}

/** The faults that this site can be given, of those that were asked for. */
function possible({ stack }: Stage, asked = Object.keys(faults) as FaultName[]): FaultName[] {
  const needsLag = (name: FaultName) => (faults[name] as Fault).lags === true;
  const left = asked.filter((name) => !stack.canLag && needsLag(name));
  if (left.length > 0) note(`Left out, since nothing can be made late here: ${left.join("; ")}`);
  if (left.length === asked.length) throw new StackError("No fault is left that this site can be given.");
  return asked.filter((name) => !left.includes(name));
}

/** Runs one campaign, keeps it and prints its verdicts. @returns Whether it found an anomaly. */
async function campaign(
  { stack, siteUrl, folder, secrets, versions }: Stage,
  { seed, minutes, clients, without, only }: FaultOptions,
): Promise<boolean> {
  const { DEMO_PASSWORD: password } = await secrets();
  const result = await step(`Campaign with seed ${seed}${without ? `, without ${without}` : ""}`, () =>
    runCampaign({
      stack,
      siteUrl,
      accounts: ["user@example.com", "operator@example.com"].map((email) => ({ email, password })),
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
  await saveResult(folder, { ...found, versions: await versions(), date: new Date().toISOString() });
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

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`"${text}" must be a number above 0.`);
  return value;
}
