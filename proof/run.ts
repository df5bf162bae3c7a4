import { Command, Option } from "commander";
import { StackError } from "../stack/stack.ts";
import { type ControlName, controlNames } from "./controls.ts";
import { type FaultOptions, faultCampaigns } from "./fault-campaigns.ts";
import { faultNames } from "./faults.ts";
import { type StrangerControl, strangerControlNames } from "./strangers/controls.ts";
import { strangers } from "./strangers/run.ts";

interface Options extends Omit<FaultOptions, "without"> {
  readonly without?: ControlName | StrangerControl;
  readonly strangers: boolean;
}

await new Command("npm run proof --")
  .description("Uses the real site and breaks it at the same time, and judges what the clients saw.")
  .option(
    "--minutes <n>",
    "how long each campaign breaks things; one fault of each family comes in any case",
    positive,
    3,
  )
  .option("--seed <n>", "the first campaign's seed: the same seed breaks the same things", positive, 1)
  .option("--campaigns <n>", "how many campaigns, each with the next seed", positive, 1)
  .option("--rate <n>", "requests per second, which come whether or not the site keeps up", positive, 40)
  .addOption(new Option("--only <faults...>", "only these faults").choices(faultNames))
  .addOption(
    new Option(
      "--without <mechanism>",
      "a negative control: ends when a campaign finds what the mechanism is for",
    ).choices([...controlNames, ...strangerControlNames]),
  )
  .option(
    "--shrink <minutes>",
    "how long the shortest schedule is looked for that shows what was found; 0 for not at all",
    notNegative,
    5,
  )
  .option("--schedules", "plays the schedules of proof/schedules/ alone, and no campaign", false)
  .addOption(
    new Option(
      "--strangers",
      `breaks nothing, but floods the site from four addresses while one person uses it; --without ${strangerControlNames.join(" or ")} are its controls`,
    )
      .default(false)
      .conflicts(["compose", "only", "campaigns", "rate", "seed", "shrink", "schedules"]),
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

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`"${text}" must be a number above 0.`);
  return value;
}

function notNegative(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new Error(`"${text}" must be 0 or a number above it.`);
  return value;
}
