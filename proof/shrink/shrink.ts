import { Attempts, type Limits } from "./attempts.ts";
import { smallest } from "./delta-debugging.ts";
import { guesses } from "./guesses.ts";
import { hastened, isFault, isRequest, type Step, sound } from "./schedule.ts";

export interface ShrinkOptions {
  readonly steps: readonly Step[];
  /** The session that the anomaly is about, by its name in the steps. */
  readonly session?: string | undefined;
  /** Plays a schedule once, and says whether the same kind of anomaly showed. */
  readonly plays: (steps: readonly Step[]) => Promise<boolean>;
  readonly limits: Limits;
}

export interface Shrunk {
  readonly steps: readonly Step[];
  /** How often a schedule was played. */
  readonly runs: number;
  /** Whether no single step can be left out. If not, shrinking reached a limit first. */
  readonly isMinimal: boolean;
}

/** Milliseconds to which pauses are shortened, as long as the anomaly still shows. */
const pauses = [2000, 500, 100];

/**
 * The shortest schedule that still shows an anomaly. It first leaves out the faults that the
 * anomaly doesn't need, then the pauses, then the requests.
 * @returns undefined if the anomaly never showed again.
 */
export async function shrink({ steps, session, plays, limits }: ShrinkOptions): Promise<Shrunk | undefined> {
  const attempts = new Attempts(plays, limits);
  let kept: readonly Step[] | undefined;
  for (const guess of guesses(steps, session)) {
    kept = (await attempts.show(guess)) ? guess : undefined;
    if (kept) break;
  }
  if (!kept) return undefined;
  kept = await leftOut(kept, isFault, attempts);
  kept = await hurried(kept, attempts);
  kept = await leftOut(kept, isRequest, attempts);
  kept = await leftOut(await hurried(kept, attempts), () => true, attempts);
  return {
    steps: hastened(sound(kept), Number.POSITIVE_INFINITY),
    runs: attempts.runs,
    isMinimal: !attempts.areOver,
  };
}

/** Leaves out as many steps of one kind as it can. */
async function leftOut(steps: readonly Step[], isMeant: (step: Step) => boolean, attempts: Attempts) {
  const without = (some: readonly Step[]) => {
    const chosen = new Set(some);
    return steps.filter((step) => !isMeant(step) || chosen.has(step));
  };
  return sound(without(await smallest(steps.filter(isMeant), (some) => attempts.show(without(some)))));
}

async function hurried(steps: readonly Step[], attempts: Attempts): Promise<readonly Step[]> {
  let kept = steps;
  for (const longest of pauses) {
    const faster = hastened(kept, longest);
    if (!(await attempts.show(faster))) break;
    kept = faster;
  }
  return kept;
}
