import { note, step } from "../stack/setup/progress.ts";
import { StackError } from "../stack/stack.ts";
import { type Campaign, runCampaign } from "./campaign.ts";
import { type ControlName, controlOf } from "./controls.ts";
import { type FaultName, faultNames, faults } from "./faults.ts";
import { writeReport } from "./report.ts";
import { foundIn, saveResult } from "./results.ts";
import { playSchedules } from "./schedules.ts";
import type { PlayOptions as Site } from "./shrink/play.ts";
import { shrinkFound } from "./shrink/shrink-found.ts";
import { composeStage, nativeStage, type Stage } from "./stage.ts";

export interface FaultOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly campaigns: number;
  readonly rate: number;
  readonly only?: readonly FaultName[];
  readonly without: ControlName | undefined;
  /** Minutes for which an anomaly may be shrunk; 0 switches shrinking off. */
  readonly shrink: number;
  /** Whether to play only the kept schedules. */
  readonly schedules: boolean;
  readonly compose: boolean;
  readonly publish: boolean;
}

/**
 * Runs the campaigns, or plays the kept schedules.
 * @returns Whether they went as they must: a control that finds nothing proves nothing, and a whole
 * site in which a campaign finds something is broken.
 */
export async function faultCampaigns(options: FaultOptions): Promise<boolean> {
  const { without, seed, campaigns, publish } = options;
  if (without) Object.assign(process.env, controlOf(without).settings);
  const stage = await (options.compose ? composeStage() : nativeStage());
  const found: boolean[] = [];
  try {
    const site = await siteOf(stage, options);
    if (options.schedules) return await playSchedules(site, without, isPossible(stage));
    const only = possible(stage, options.only ?? (without && [...controlOf(without).faults]));
    for (let number = seed; number < seed + campaigns && !(without && found.includes(true)); number += 1) {
      found.push(await campaign(stage, site, { ...options, only, seed: number }));
    }
  } finally {
    await stage.close();
  }
  console.log(`\nThe report: ${await writeReport(stage.folder, publish)}/index.html`);
  return found.includes(true) === (without !== undefined);
}

async function siteOf({ stack, siteUrl, secrets }: Stage, { without }: FaultOptions): Promise<Site> {
  const { DEMO_PASSWORD: password, REDIS_OPERATOR_PASSWORD: operatorPassword } = await secrets();
  return {
    ...{ stack, siteUrl, operatorPassword },
    accounts: ["user@example.com", "operator@example.com"].map((email) => ({ email, password })),
    promised: { idle: 30 * 60_000, absolute: 8 * 60 * 60_000 },
    startsEmpty: without === "memory",
  };
}

/** The requested faults that this site can have. */
function possible(stage: Stage, asked: readonly FaultName[] = faultNames): readonly FaultName[] {
  const isGiven = isPossible(stage);
  const left = asked.filter((name) => !isGiven(name));
  if (left.length > 0) note(`Left out, since this site can't be given them: ${left.join("; ")}`);
  if (left.length === asked.length) throw new StackError("No fault is left that this site can be given.");
  return asked.filter(isGiven);
}

const isPossible =
  ({ stack, reachesDisks }: Stage) =>
  (name: FaultName): boolean =>
    (!faults[name].lags || stack.canLag) && (!faults[name].reachesDisks || reachesDisks);

/**
 * Runs one campaign, keeps it, prints its verdicts and shrinks its findings.
 * @returns Whether it found an anomaly.
 */
async function campaign(
  { folder, versions }: Stage,
  site: Site,
  { seed, minutes, rate, without, only, shrink }: FaultOptions,
): Promise<boolean> {
  const result = await step(`Campaign with seed ${seed}${without ? `, without ${without}` : ""}`, () =>
    runCampaign({
      ...{ ...site, seed, minutes, rate },
      ...(only ? { only } : {}),
      onFault: (fault) => note(`${new Date().toISOString().slice(11, 19)} ${fault}`),
    }),
  );
  const found = { ...result, ...(without ? { without } : {}) };
  await saveResult(folder, { ...found, versions: await versions(), date: new Date().toISOString() });
  tell(result);
  if (foundIn(found).length === 0) return false;
  if (shrink > 0) await shrinkFound(found, { folder, playing: site, minutes: shrink });
  return true;
}

function tell({ seed, offered, history, marks, verdicts }: Campaign): void {
  console.log(
    `\nSeed ${seed}: ${marks.length} faults, ${history.length} requests, ${offered?.dropped.length ?? 0} not sent`,
  );
  for (const { promise, checked, anomalies } of verdicts) {
    const sign = anomalies.length === 0 ? "✓" : "✗";
    console.log(`  ${sign} ${promise} (${checked} answers, ${anomalies.length} anomalies)`);
    for (const { what } of anomalies.slice(0, 5)) console.log(`      ${what}`);
  }
}
