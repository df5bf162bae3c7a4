import { isRequest, type Step, sound } from "./schedule.ts";

/** What shrinking may take. */
export interface Limits {
  /** Times that one schedule is played before it counts as not showing the anomaly. */
  readonly tries: number;
  /** Times that schedules are played in all. */
  readonly runs: number;
  /** Whether there is no time left. */
  readonly isOver: () => boolean;
}

/** Whether schedules show an anomaly, by playing them as often as the limits allow. */
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

  /**
   * Whether a limit is reached. From then on nothing more is tried, and nothing shows the anomaly.
   */
  get areOver(): boolean {
    return this.runs >= this.#limits.runs || this.#limits.isOver();
  }

  /**
   * What depends on luck is given more than one try: it counts if it shows in one of them. Nothing
   * is played twice whose answer is known.
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
