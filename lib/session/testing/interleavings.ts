import { setImmediate as turn } from "node:timers/promises";

export type Roll = (sides: number) => number;

/**
 * Numbers that are the same in every run (a linear congruential generator), so that
 * a failure can be repeated.
 */
function dice(seed: number): Roll {
  let state = seed;
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Lets the event loop turn so many times, so that other requests get in between. */
export async function later(turns: number): Promise<void> {
  for (let i = 0; i < turns; i += 1) await turn();
}

/** Runs `work` so many times, some at once, each with dice of its own. */
export async function interleave<T>(
  times: number,
  work: (roll: Roll) => Promise<T>,
  { atOnce = 50, firstSeed = 0 } = {},
): Promise<T[]> {
  const outcomes: T[] = [];
  while (outcomes.length < times) {
    const group = Array.from({ length: Math.min(atOnce, times - outcomes.length) }, (_, i) =>
      work(dice(firstSeed + outcomes.length + i)),
    );
    outcomes.push(...(await Promise.all(group)));
  }
  return outcomes;
}
