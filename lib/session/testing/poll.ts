import { setTimeout as pause } from "node:timers/promises";

export interface PollOptions {
  readonly timeoutMs: number;
  /** The condition that was expected to become true. The error names it when the time is up. */
  readonly promise: string;
  readonly everyMs?: number;
  /** An error of this class means that asking again is useless, so it is thrown at once. */
  readonly giveUpOn?: new (
    message: string,
  ) => Error;
}

/**
 * Asks again until the answer is neither undefined nor false, or throws an error that
 * names the broken promise.
 */
export async function poll<T>(
  ask: () => Promise<T | undefined | false>,
  { timeoutMs, promise, everyMs = 50, giveUpOn }: PollOptions,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      if (giveUpOn && error instanceof giveUpOn) throw error;
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`Not within ${timeoutMs / 1000} s: ${promise}.`, { cause: last });
    }
    await pause(everyMs);
  }
}
