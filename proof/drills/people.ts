import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "../client.ts";
import type { Answer, Site } from "../site.ts";
import type { Answered } from "./seen.ts";

/**
 * Milliseconds between an answer and the next request. A login costs a node the hash of a password.
 */
const pauses = { read: 100, press: 100, login: 1000 };

/**
 * People who use the site during a drill: one person looks at pages and presses the button, and
 * others sign in.
 */
export class People {
  readonly reads: Answered[] = [];
  readonly presses: Answered[] = [];
  readonly logins: Answered[] = [];
  signedOut = 0;
  readonly #site: Site;
  readonly #account: Account;
  readonly #cookie: string;
  readonly #going = new AbortController();
  #work: Promise<unknown> = Promise.resolve();

  private constructor(site: Site, account: Account, cookie: string) {
    this.#site = site;
    this.#account = account;
    this.#cookie = cookie;
  }

  /** @throws {Error} if no person can sign in. */
  static async begin(site: Site, account: Account): Promise<People> {
    const { status, cookie } = await login(site, account);
    if (cookie === undefined) throw new Error(`A login before the drill was answered ${status}.`);
    const people = new People(site, account, cookie);
    people.#work = Promise.all([people.#read(), people.#press(), people.#signIn()]);
    return people;
  }

  /** Resolves when the last request is answered. */
  async end(): Promise<void> {
    this.#going.abort();
    await this.#work;
  }

  #read() {
    return this.#again(this.reads, pauses.read, async () => {
      const answer = await this.#site.ask("GET", "/api/whoami", this.#cookie);
      const { session } = (answer.body ?? {}) as { session?: unknown };
      if (answer.status === 401 || (answer.status === 200 && session === null)) this.signedOut += 1;
      return answer;
    });
  }

  #press() {
    return this.#again(this.presses, pauses.press, async () => {
      const answer = await this.#site.ask("POST", "/api/session/counter", this.#cookie);
      if (answer.status === 401) this.signedOut += 1;
      return answer;
    });
  }

  #signIn() {
    return this.#again(this.logins, pauses.login, () => login(this.#site, this.#account));
  }

  async #again(into: Answered[], gap: number, ask: () => Promise<Answer>): Promise<void> {
    while (!this.#going.signal.aborted) {
      const began = performance.now();
      const { status, body } = await ask();
      const { reason } = (body ?? {}) as { reason?: string };
      into.push({ at: began, took: (performance.now() - began) / 1000, status, reason });
      await pause(gap);
    }
  }
}

export const login = (site: Site, account: Account) => site.ask("POST", "/api/session", undefined, account);
