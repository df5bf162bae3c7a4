import { perProcess } from "../node/per-process.ts";

/**
 * A few random keys out of many. The sample is bounded, and a loss of it loses nothing. A sample
 * from Redis itself would need RANDOMKEY or SCAN. The app's user may not use them, because any
 * person with its password could list sessions with them.
 */
export class KeySample {
  readonly #limit: number;
  readonly #keys: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the key; a full sample replaces a random key. */
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
 * Records of sessions whose expiry this node set recently, at a login or a slide. A session slides
 * at most once in a tenth of the idle time, however often it is read. So the sample doesn't prefer
 * busy sessions.
 */
export const recentRecords = (): KeySample => perProcess("recent-records", () => new KeySample(100));
