import type { Opinion } from "./opinion.ts";

/** A Sentinel's last statement. */
interface Statement {
  opinion: Opinion;
  /**
   * When it was asked, by `performance.now()`. Its answer counts from then, whenever it arrived.
   */
  asked: number;
  /** Whether it has failed to answer since. */
  silent: boolean;
}

/** Each Sentinel's last statement. */
export class Statements {
  /** By the Sentinel's number. */
  readonly #last = new Map<number, Statement>();

  /**
   * Takes an answer, or undefined if none came in time. An answer changes nothing if its question
   * was sent before that of the last answer.
   */
  take(sentinel: number, asked: number, opinion: Opinion | undefined): void {
    const last = this.#last.get(sentinel);
    if (last && asked < last.asked) return;
    if (opinion) this.#last.set(sentinel, { opinion, asked, silent: false });
    else if (last) last.silent = true;
  }

  /** The statements of those that still answer, if they were asked at `since` or later. */
  live(since = Number.NEGATIVE_INFINITY): Opinion[] {
    return [...this.#last.values()]
      .filter(({ silent, asked }) => !silent && asked >= since)
      .map(({ opinion }) => opinion);
  }

  /**
   * The last statements of those that still answer. If all are silent, the last statements of all.
   */
  get opinions(): Opinion[] {
    const live = this.live();
    return live.length > 0 ? live : [...this.#last.values()].map(({ opinion }) => opinion);
  }

  /** Every node that one of these lists, as `host port`. */
  get listed(): Set<string> {
    return new Set(
      this.opinions.flatMap(({ primary, replicas }) => [primary, ...replicas.map(({ address }) => address)]),
    );
  }
}
