import type { Account, Held } from "./client.ts";
import type { Outcome } from "./history.ts";
import type { Random } from "./random.ts";

/** Ended sessions whose cookies are still shown to the site, to see that they stay dead. */
const remembered = 40;
/**
 * The latest of them, shown as often as all others: what comes back in a failover is what ended
 * just before.
 */
const latest = 8;

/**
 * One person with all their sessions. A session is buried only when it is known that none of its
 * tokens works.
 */
export class Person {
  readonly account: Account;
  readonly #living = new Set<Held>();
  /**
   * Those that somebody is about to end, and how many requests are under way that do: each may be
   * dead or alive.
   */
  readonly #ending = new Map<Held, number>();
  readonly #ended: Held[] = [];
  #signingIn = 0;

  constructor(account: Account) {
    this.account = account;
  }

  /** Those that nobody has begun to end. */
  get living(): readonly Held[] {
    return [...this.#living].filter((held) => !this.#ending.has(held));
  }

  /** Sessions that there are or will be in a moment. */
  get expected(): number {
    return this.living.length + this.#signingIn;
  }

  /** Every session whose cookie is still known, living or not. */
  get known(): readonly Held[] {
    return [...this.#living, ...this.#ended];
  }

  /** One that is dead, or that may be so at any moment. */
  ghost(random: Random): Held | undefined {
    const all = [...this.#ended, ...this.#ending.keys()];
    return random.of(random.next() < 0.5 ? all.slice(-latest) : all);
  }

  async begin(login: () => Promise<Held | undefined>): Promise<void> {
    this.#signingIn += 1;
    const held = await login();
    this.#signingIn -= 1;
    if (held) this.#living.add(held);
  }

  /**
   * Ends these. If nothing is known of their end they are used again, as a person with a token goes
   * on with it.
   */
  async end(which: readonly Held[], how: () => Promise<Outcome>): Promise<void> {
    for (const held of which) this.#ending.set(held, (this.#ending.get(held) ?? 0) + 1);
    const outcome = await how();
    for (const held of which) {
      if (outcome === "ok" || outcome === "gone") this.#bury(held);
      const others = (this.#ending.get(held) ?? 0) - 1;
      if (others > 0) this.#ending.set(held, others);
      else this.#ending.delete(held);
    }
  }

  /**
   * The site called a session signed out. If nobody is about to end it that is the checker's
   * business, and the person goes on with another.
   */
  refused(held: Held): void {
    if (!this.#ending.has(held)) this.#bury(held);
  }

  #bury(held: Held): void {
    if (!this.#living.delete(held)) return;
    this.#ended.push(held);
    if (this.#ended.length > remembered) this.#ended.shift();
  }
}
