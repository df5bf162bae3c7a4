import { inFlight } from "./in-flight.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Something to be timed against others: call by call from this process, or by a tool of its own.
 */
export type Trial = CallTrial | ToolTrial;

export interface CallTrial {
  name: string;
  /** Makes what the next `count` calls will use up; not timed. */
  prepare?: (count: number) => Promise<void>;
  call: (index: number) => Promise<unknown>;
  /** Microseconds of CPU that the server has used, where its cost is wanted. */
  serverCpu?: () => Promise<number>;
}

/**
 * A process of its own that makes the calls and counts them. This process's CPU says nothing of it.
 */
export interface ToolTrial {
  name: string;
  /**
   * Makes about `count` calls, or more where the tool needs them to be
   * exact. @returns Calls a second.
   */
  rate: (count: number, callers: number) => Promise<number>;
}

export interface Pace {
  callers: number;
  rounds: number;
  /** How long a trial's turn in a round takes, about. */
  turnMs: number;
  /** The most calls in a turn, for what uses up what was prepared. */
  most?: number;
}

/** What a comparison found of each trial in each round. */
export interface Turn {
  /** Calls a second. */
  rate: number;
  /**
   * Microseconds of this process's CPU a call, or NaN for a tool: what others do on the machine
   * meanwhile changes it little.
   */
  cpu: number;
  /** Microseconds of the server's CPU a call, or NaN where nobody asked. */
  serverCpu: number;
}

export type Turns = ReadonlyMap<string, readonly Turn[]>;

/**
 * Times trials against each other: warm-up apart, then rounds in which each has a turn, every other
 * round in the opposite order, so that what the machine does meanwhile, and what one leaves behind
 * for the next, falls on all alike.
 */
export async function compare(trials: readonly Trial[], pace: Pace): Promise<Turns> {
  const counts = new Map<Trial, number>();
  for (const trial of trials) counts.set(trial, await warmUp(trial, pace));
  const turns = new Map(trials.map(({ name }) => [name, [] as Turn[]]));
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const trial of round % 2 === 0 ? trials : trials.toReversed()) {
      const count = counts.get(trial) ?? 1;
      turns.get(trial.name)?.push(await turn(trial, count, pace.callers));
    }
  }
  return turns;
}

/**
 * How many times as many calls a second `one` does as `other`: round by round, so that a slow
 * moment falls on both. By CPU: how many times less of it `one` takes.
 */
export function ratioOf(turns: Turns, one: string, other: string, by: keyof Turn = "rate"): Spread {
  const others = turns.get(other) ?? [];
  return spreadOf(
    (turns.get(one) ?? []).map((mine, round) => {
      const ratio = mine[by] / (others[round]?.[by] ?? Number.NaN);
      return by === "rate" ? ratio : 1 / ratio;
    }),
  );
}

/**
 * Runs the trial until it's known how many calls fill a turn, then as often again, so that the
 * compiler has seen it too.
 */
async function warmUp(trial: Trial, { callers, turnMs, most = 200_000 }: Pace): Promise<number> {
  let count = callers;
  // The first calls wait for connections.
  await turn(trial, count, callers);
  for (;;) {
    const ms = (count / (await turn(trial, count, callers)).rate) * 1000;
    const fits = Math.min(most, Math.max(callers, Math.round((count * turnMs) / ms)));
    if (ms >= turnMs / 2 || fits <= count) {
      await turn(trial, fits, callers);
      return fits;
    }
    count = Math.min(fits, count * 4);
  }
}

async function turn(trial: Trial, count: number, callers: number): Promise<Turn> {
  if ("rate" in trial) {
    return { rate: await trial.rate(count, callers), cpu: Number.NaN, serverCpu: Number.NaN };
  }
  const { prepare, call, serverCpu } = trial;
  await prepare?.(count);
  const served = (await serverCpu?.()) ?? Number.NaN;
  const before = process.cpuUsage();
  const begun = performance.now();
  await inFlight(count, callers, call);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  return {
    rate: count / seconds,
    cpu: (user + system) / count,
    serverCpu: (((await serverCpu?.()) ?? Number.NaN) - served) / count,
  };
}
