import type { Opinion } from "./opinion.ts";

/** What a Sentinel said last. */
interface Statement {
  opinion: Opinion;
  /**
   * When it was asked, of `performance.now()`: from then on its answer
   * counts, whenever that arrived.
   */
  asked: number;
  /** Whether it has said nothing since. */
  silent: boolean;
}

/** What each Sentinel said last. */
export class Statements {
  /** By the Sentinel's number. */
  readonly #last = new Map<number, Statement>();

  /**
   * Takes an answer, or undefined for none in time. One that was asked for before the
   * last one changes nothing.
   */
  take(sentinel: number, asked: number, opinion: Opinion | undefined): void {
    const last = this.#last.get(sentinel);
    if (last && asked < last.asked) return;
    if (opinion) this.#last.set(sentinel, { opinion, asked, silent: false });
    else if (last) last.silent = true;
  }

  /** Of those that still answer, what they say if they were asked at `since` or later. */
  live(since = Number.NEGATIVE_INFINITY): Opinion[] {
    return [...this.#last.values()]
      .filter(({ silent, asked }) => !silent && asked >= since)
      .map(({ opinion }) => opinion);
  }

  /** What those said last that still answer; with all of them silent, what all said before. */
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
