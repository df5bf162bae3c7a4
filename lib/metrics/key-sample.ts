import { perProcess } from "../node/per-process.ts";

/**
 * A few keys out of many, chosen by chance: bounded, and losing it loses nothing. Sampling Redis
 * itself would take RANDOMKEY or SCAN, which the app's user may not use, since anyone with its
 * password could list sessions with them.
 */
export class KeySample {
  readonly #limit: number;
  readonly #keys: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes the key in; once full, in the place of a random other. */
  offer(key: string): void {
    if (this.#keys.includes(key)) return;
    const place =
      this.#keys.length < this.#limit ? this.#keys.length : Math.floor(Math.random() * this.#limit);
    this.#keys[place] = key;
  }

  drop(key: string): void {
    const place = this.#keys.indexOf(key);
    if (place >= 0) this.#keys.splice(place, 1);
  }

  get keys(): readonly string[] {
    return [...this.#keys];
  }
}

/**
 * Records of sessions whose expiry this node set lately, at a login or a slide. A session slides at
 * most once in a tenth of the idle time however often it is read, so a busy one isn't likelier to
 * be here than a quiet one.
 */
export const recentRecords = (): KeySample => perProcess("recent-records", () => new KeySample(100));
