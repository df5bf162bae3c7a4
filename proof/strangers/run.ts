import { StackError } from "../../stack/stack.ts";
import { nativeStage } from "../stage.ts";
import { floodAndUse } from "./campaign.ts";
import { type StrangerControl, strangerControls } from "./controls.ts";
import { writeStrangers } from "./report.ts";
import { judge } from "./verdicts.ts";

interface Options {
  readonly minutes: number;
  readonly without: StrangerControl | undefined;
  readonly publish: boolean;
}

/**
 * The limits per address of a site that others reach (nginx/compose/edge.sh): the limits for
 * loopback are meant for load tests.
 */
const limits = { REQUESTS_PER_ADDRESS: "20", CONNECTIONS_PER_ADDRESS: "100", STREAMS_PER_ADDRESS: "40" };

/**
 * Runs the campaign of strangers.
 * @returns Whether it went as it must: every promise holds, or, for a control, one doesn't.
 */
export async function strangers({ minutes, without, publish }: Options): Promise<boolean> {
  if (process.platform !== "linux")
    throw new StackError("The strangers need addresses of their own on loopback, which only Linux has.");
  // No link is cut, so nothing stands between the parts.
  Object.assign(
    process.env,
    { NETWORK: "direct" },
    limits,
    without ? strangerControls[without].settings : {},
  );
  const stage = await nativeStage();
  try {
    const seen = await floodAndUse(stage, minutes);
    const verdicts = judge(seen);
    for (const { promise, holds, why } of verdicts) console.log(`  ${holds ? "✓" : "✗"} ${promise}: ${why}`);
    const names = Object.keys(limits);
    const file = await writeStrangers(stage.folder, publish, seen, {
      ...(without ? { without } : {}),
      limits: Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""])),
      versions: await stage.versions(),
      date: new Date().toISOString().slice(0, 10),
    });
    console.log(`\nThe report: ${file}`);
    return verdicts.some(({ holds }) => !holds) === (without !== undefined);
  } finally {
    await stage.close();
  }
}
