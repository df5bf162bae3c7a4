import { isRequest, type Step, sound } from "./schedule.ts";

/** The limits of shrinking. */
export interface Limits {
  /** How often one schedule is played before it counts as not showing the anomaly. */
  readonly tries: number;
  /** How often schedules are played in all. */
  readonly runs: number;
  /** Whether no time is left. */
  readonly isOver: () => boolean;
}

/** Finds out whether schedules show an anomaly, by playing them as often as the limits allow. */
export class Attempts {
  readonly #limits: Limits;
  readonly #plays: (steps: readonly Step[]) => Promise<boolean>;
  readonly #known = new Map<string, boolean>();
  runs = 0;

  /** @param plays Plays a schedule once, and says whether the anomaly showed. */
  constructor(plays: (steps: readonly Step[]) => Promise<boolean>, limits: Limits) {
    this.#plays = plays;
    this.#limits = limits;
  }

  /** Whether a limit is reached. From then on no schedule is tried, and none shows the anomaly. */
  get areOver(): boolean {
    return this.runs >= this.#limits.runs || this.#limits.isOver();
  }

  /**
   * An anomaly that depends on luck gets more than one try: it counts if one of them shows it. A
   * schedule whose answer is known is not played twice.
   */
  async show(steps: readonly Step[]): Promise<boolean> {
    const possible = sound(steps);
    const name = JSON.stringify(possible);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (!possible.some(isRequest)) return false;
    for (let tries = 0; tries < this.#limits.tries; tries += 1) {
      if (this.areOver) return false;
      this.runs += 1;
      if (await this.#plays(possible)) {
        this.#known.set(name, true);
        return true;
      }
    }
    this.#known.set(name, false);
    return false;
  }
}
