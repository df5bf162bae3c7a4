import { ms, type SessionPolicy } from "../policy.ts";
import { never } from "../reader.ts";
import type { RecentToken } from "./recent-tokens.ts";
import { bulk, type Wired } from "./wire.ts";

/**
 * The arguments of the script that reads (scripts/read.lua). Everything except the tokens is
 * converted to wire form once.
 */
export class Question {
  readonly #idle: string;
  readonly #slide: { written: string; left: string };
  readonly #grace: { judging: string; lenient: string };

  /** @param slideAfter Milliseconds after which a slide is written. */
  constructor(policy: SessionPolicy, slideAfter: number) {
    this.#idle = bulk(ms(policy.idle));
    this.#slide = { written: bulk(slideAfter), left: bulk(never) };
    this.#grace = { judging: bulk(ms(policy.grace)), lenient: bulk(never) };
  }

  /**
   * Slides all of the sessions, or none.
   * @param judges Whether replays are judged.
   */
  about(asking: readonly { token: RecentToken; slide: boolean }[], judges: boolean): Wired {
    let keys = "";
    let args = "";
    for (const { token } of asking) {
      keys += token.wired.keys;
      args += token.wired.args;
    }
    const { length } = asking;
    const [first] = asking as [{ token: RecentToken; slide: boolean }];
    const verifiers = first.token.verifiers.length;
    const slide = first.slide ? this.#slide.written : this.#slide.left;
    const limits = this.#idle + slide + (judges ? this.#grace.judging : this.#grace.lenient);
    return {
      slot: first.token.keys[0],
      keys: 2 * length,
      args: 4 + length * (1 + verifiers),
      text: keys + limits + bulk(verifiers) + args,
    };
  }
}
