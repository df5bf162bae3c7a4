import type { Opinion } from "./opinion.ts";

/** One question to every Sentinel. */
export interface Poll {
  /** The moment from which the answers count, by `performance.now()`. */
  asked: number;
  /** Settles when most Sentinels have answered, or when all have answered or been given up. */
  readonly answered: Promise<void>;
}

/** The Sentinels that a poll asks, and the functions that it calls. */
export interface Polled {
  readonly sentinels: number;
  /** Undefined for a Sentinel that doesn't answer in time. */
  opinion(sentinel: number): Promise<Opinion | undefined>;
  take(sentinel: number, asked: number, opinion: Opinion | undefined): void;
  /** Called after the last answer. */
  conclude(): void;
}

/** How Sentinels are polled. */
export interface Polling {
  begin(polled: Polled): Poll;
  /**
   * Whether a connection that has been silent for a question's time is made again. Otherwise the
   * poll waits for it as long as it stays open.
   */
  readonly dropsSilent: boolean;
}

/**
 * Each answer counts from the moment at which its question was sent, and is taken when it arrives.
 * So a silent Sentinel delays no one else, and a statement from before an election never counts as
 * one from after it.
 */
export const countedFromTheQuestion: Polling = {
  dropsSilent: true,
  begin({ sentinels, opinion, take, conclude }) {
    const asked = performance.now();
    let answers = 0;
    const answered = new Promise<void>((resolve) => {
      const questions = Array.from({ length: sentinels }, async (_, number) => {
        const said = await opinion(number);
        take(number, asked, said);
        if (said) answers += 1;
        if (answers > sentinels / 2) resolve();
      });
      void Promise.all(questions).then(() => {
        conclude();
        resolve();
      });
    });
    return { asked, answered };
  },
};
