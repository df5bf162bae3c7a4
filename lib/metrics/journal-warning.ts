/** Milliseconds between two log lines. */
const sayAgainAfter = 60_000;

/**
 * Logs that revocations are dropped: at once, then once a minute with the number since the last
 * line.
 */
export class JournalWarning {
  readonly #say: (line: string) => void;
  #said = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  dropped(sessions: number): void {
    this.#unsaid += sessions;
    if (performance.now() - this.#said < sayAgainAfter) return;
    this.#say(
      `${this.#unsaid} revocations of the last 5 minutes were dropped for want of memory: an election in which every replica lacks ` +
        "one could bring its session back. Raise SESSION_JOURNAL_MB.",
    );
    this.#said = performance.now();
    this.#unsaid = 0;
  }
}
