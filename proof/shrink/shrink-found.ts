import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { note, step } from "../../stack/setup/progress.ts";
import type { Anomaly } from "../checker/verdict.ts";
import { foundIn, type Result } from "../results.ts";
import { type PlayOptions, play } from "./play.ts";
import { printed } from "./printed.ts";
import { scheduleOf } from "./schedule-of.ts";
import { type Shrunk, shrink } from "./shrink.ts";

export interface ShrinkFoundOptions {
  readonly folder: string;
  readonly playing: PlayOptions;
  /** How long shrinking may take. */
  readonly minutes: number;
}

const tries = 3;
const runs = 150;

type Found = Pick<Result, "seed" | "without" | "history" | "marks" | "verdicts">;

/**
 * Looks for the shortest schedule that shows the first anomaly of a campaign again, and prints it
 * as a test.
 */
export async function shrinkFound(
  found: Found,
  { folder, playing, minutes }: ShrinkFoundOptions,
): Promise<void> {
  const { promise, anomaly } = firstOf(found);
  const { steps, names } = scheduleOf(found, anomaly.at);
  const until = performance.now() + minutes * 60_000;
  const shrunk = await step(`Shrinking ${steps.length} steps, at most ${minutes} min`, () =>
    shrink({
      steps,
      session: anomaly.session && names.get(anomaly.session),
      plays: async (some) => {
        const verdicts = await play(some, playing);
        const shows = verdicts.some((one) => one.promise === promise && one.anomalies.length > 0);
        note(`${some.length} steps ${shows ? "show it" : "don't"}`);
        return shows;
      },
      limits: { tries, runs, isOver: () => performance.now() > until },
    }),
  );
  if (!shrunk) {
    console.log("It wasn't seen again, so there is no shorter schedule.");
    return;
  }
  const { seed, without } = found;
  const text = printed(
    { promise, ...(without ? { without } : {}), steps: shrunk.steps },
    `Found with seed ${seed}, where ${steps.length} steps came before it.`,
  );
  const file = path.join(folder, "shrunk", `${without ? `without-${without}-` : ""}seed-${seed}.ts`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`\n${summaryOf(shrunk)} Keep it in proof/schedules/ as a test: ${file}\n\n${text}`);
}

/** The earliest anomaly, with the promise that it breaks. */
function firstOf(found: Found): { promise: string; anomaly: Anomaly } {
  const all = foundIn(found).flatMap(({ promise, anomalies }) =>
    anomalies.map((anomaly) => ({ promise, anomaly })),
  );
  const [first] = all.sort((one, other) => one.anomaly.at - other.anomaly.at);
  if (!first) throw new Error("A campaign that found nothing can't be shrunk.");
  return first;
}

const summaryOf = ({ steps, runs: played, isMinimal }: Shrunk) =>
  `${steps.length} steps still show it, after ${played} runs.${isMinimal ? "" : " There may be a shorter schedule: a limit was reached."}`;
