import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ControlName } from "./controls.ts";
import type { FaultName } from "./faults.ts";
import { type PlayOptions, play } from "./shrink/play.ts";
import { isFault, type Schedule } from "./shrink/schedule.ts";

const folder = path.join(import.meta.dirname, "schedules");

/** The shrunk schedules that are kept as tests, by name. */
export async function keptSchedules(): Promise<Map<string, Schedule>> {
  const kept = new Map<string, Schedule>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort()) {
    const { schedule } = (await import(pathToFileURL(path.join(folder, file)).href)) as {
      schedule: Schedule;
    };
    kept.set(path.basename(file, ".ts"), schedule);
  }
  return kept;
}

/** How often a schedule is played until the control shows the anomaly with which it was found. */
const tries = 3;

/**
 * Plays the kept schedules whose faults this site can have. A whole site plays all of them and must
 * show nothing; a control plays those that were found with it.
 * @returns Whether it played at least one, and each went as it must.
 */
export async function playSchedules(
  options: PlayOptions,
  without: ControlName | undefined,
  isPossible: (fault: FaultName) => boolean,
): Promise<boolean> {
  const went: boolean[] = [];
  for (const [name, schedule] of await keptSchedules()) {
    if (without && schedule.without !== without) continue;
    if (!schedule.steps.every((step) => !isFault(step) || isPossible(step.fault))) continue;
    const shows = await showsIn(without ? tries : 1, schedule, options);
    const right = shows === (without !== undefined);
    console.log(
      `  ${right ? "✓" : "✗"} ${name}, ${schedule.steps.length} steps: ${shows ? "broken" : "held"}`,
    );
    went.push(right);
  }
  return went.length > 0 && !went.includes(false);
}

async function showsIn(times: number, { promise, steps }: Schedule, options: PlayOptions): Promise<boolean> {
  for (let nth = 0; nth < times; nth += 1) {
    const verdicts = await play(steps, options);
    if (verdicts.some((one) => one.promise === promise && one.anomalies.length > 0)) return true;
  }
  return false;
}
