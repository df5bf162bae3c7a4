import { inFlight } from "./in-flight.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** An operation to time against others: call by call from this process, or by a separate tool. */
export type Trial = CallTrial | ToolTrial;

export interface CallTrial {
  name: string;
  /** Prepares what the next `count` calls use up. This is not timed. */
  prepare?: (count: number) => Promise<void>;
  call: (index: number) => Promise<unknown>;
  /** Microseconds of CPU that the server has used, if its cost is wanted. */
  serverCpu?: () => Promise<number>;
}

/**
 * A separate process that makes the calls and counts them. This process's CPU says nothing about
 * it.
 */
export interface ToolTrial {
  name: string;
  /**
   * Makes about `count` calls, or more if the tool needs them to be exact.
   * @returns Calls per second.
   */
  rate: (count: number, callers: number) => Promise<number>;
}

export interface Pace {
  callers: number;
  rounds: number;
  /** Roughly how long a trial's turn in a round takes. */
  turnMs: number;
  /** The maximum of calls in a turn, for trials that use up what was prepared. */
  most?: number;
}

/** The result of one trial in one round. */
export interface Turn {
  /** Calls per second. */
  rate: number;
  /**
   * Microseconds of this process's CPU per call, or NaN for a tool. Other work on the machine
   * changes it little.
   */
  cpu: number;
  /** Microseconds of the server's CPU per call, or NaN if it wasn't wanted. */
  serverCpu: number;
}

export type Turns = ReadonlyMap<string, readonly Turn[]>;

/**
 * Times trials against each other: first a warm-up, then rounds in which each trial has a turn.
 * Every other round runs in the opposite order. So other work on the machine, and the effect of one
 * trial on the next, affects all trials alike.
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
 * The ratio of calls per second of `one` to `other`, round by round, so that a slow moment affects
 * both. By CPU: how many times less CPU `one` takes.
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
 * Runs the trial until it is known how many calls fill a turn. Then it runs as many again, so that
 * the compiler has seen it too.
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
