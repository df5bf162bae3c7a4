import type { Account, Held } from "./client.ts";
import type { Outcome } from "./history.ts";
import type { Random } from "./random.ts";

/**
 * The number of ended sessions whose cookies the person still shows to the site, to see that they
 * stay dead.
 */
const remembered = 40;
/**
 * The latest of them, which the person shows as often as all others: a failover brings back the
 * sessions that ended just before it.
 */
const latest = 8;

/**
 * One person with all their sessions. The person buries a session only when it is known that none
 * of its tokens works.
 */
export class Person {
  readonly account: Account;
  readonly #living = new Set<Held>();
  /**
   * The sessions that some request is about to end, with the number of such requests under way.
   * Each session may be dead or alive.
   */
  readonly #ending = new Map<Held, number>();
  readonly #ended: Held[] = [];
  #signingIn = 0;

  constructor(account: Account) {
    this.account = account;
  }

  /** The sessions that no request has begun to end. */
  get living(): readonly Held[] {
    return [...this.#living].filter((held) => !this.#ending.has(held));
  }

  /** The number of sessions that exist or will exist in a moment. */
  get expected(): number {
    return this.living.length + this.#signingIn;
  }

  /** Every session whose cookie is still known, living or not. */
  get known(): readonly Held[] {
    return [...this.#living, ...this.#ended];
  }

  /** A session that is dead, or that may be dead at any moment. */
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
   * Ends these sessions. If their end is uncertain, the person uses them again, as a person with a
   * token does.
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
   * The site called a session signed out. If no request is about to end the session, the checker
   * judges this, and the person goes on with another.
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
