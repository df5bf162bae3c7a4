import { setTimeout as pause } from "node:timers/promises";
import { type Ending, fieldsOf, formOf, routeOf } from "./ending.ts";
import type { Kind, Operation, Outcome } from "./history.ts";
import { counterIn, idsIn, outcomeOf, sessionIdIn, withStatusOfForm } from "./outcome.ts";
import type { Answer, Site } from "./site.ts";

/**
 * A session as its clients know it: its id and the newest cookie. Several clients may hold one
 * session, as tabs of a browser do.
 */
export interface Held {
  readonly id: string;
  readonly user: string;
  cookie: string;
}

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** The surroundings of a client. */
export interface Surroundings {
  readonly site: Site;
  readonly history: Operation[];
  /** The history's beginning, by `performance.now()`. */
  readonly began: number;
  /** The hidden fields of the form that asks for the password; they name its action. */
  readonly endForm: Readonly<Record<string, string>>;
}

/** The intent of a request, beside its kind. */
interface Intent {
  readonly kind: Kind;
  readonly user: string;
  readonly held?: Held;
  readonly target?: string;
  readonly keepsOwn?: boolean;
}

/**
 * How often a person sends a request in all until it has an answer, and the milliseconds in
 * between. Longer than any fault lasts.
 */
const patience = { tries: 30, pauseMs: 1000 };

/**
 * Sends a request when it is due, and every request that follows from its answer, and records all
 * of them in the history.
 */
export class Client {
  readonly #of: Surroundings;
  #due: number | undefined;

  /** @param due When the first request is to be sent, by the history's clock. */
  constructor(surroundings: Surroundings, due?: number) {
    this.#of = surroundings;
    this.#due = due;
  }

  /** Repeats until it has an answer. @returns The new session, if the login was acknowledged. */
  async login(account: Account): Promise<Held | undefined> {
    const user = account.email;
    const { answer } = await this.#insist({ kind: "login", user }, () =>
      this.#of.site.ask("POST", "/api/session", undefined, account),
    );
    const id = sessionIdIn(answer.body);
    return id && answer.cookie ? { id, user, cookie: answer.cookie } : undefined;
  }

  read(held: Held): Promise<Outcome> {
    return this.#once({ kind: "read", user: held.user, held }, "GET", "/api/whoami");
  }

  /** Does not repeat: the press may have counted, so the client must not press again unseen. */
  count(held: Held): Promise<Outcome> {
    return this.#once({ kind: "count", user: held.user, held }, "POST", "/api/session/counter");
  }

  list(held: Held): Promise<Outcome> {
    return this.#once({ kind: "list", user: held.user, held }, "GET", "/api/sessions");
  }

  /**
   * Repeats with the cookie that the browser has by then: that of another tab's answer, or the one
   * before.
   */
  async rotate(held: Held): Promise<Outcome> {
    const { outcome } = await this.#insist({ kind: "rotate", user: held.user, held }, async () =>
      keepCookie(held, await this.#of.site.ask("POST", "/api/session/rotate", held.cookie)),
    );
    return outcome;
  }

  async logout(held: Held): Promise<Outcome> {
    const { outcome } = await this.#insist({ kind: "logout", user: held.user, held }, () =>
      this.#of.site.ask("DELETE", "/api/session", held.cookie),
    );
    return outcome;
  }

  /** Ends sessions. If the site asks for the password, it sends the form that asks for it. */
  async end(held: Held, ending: Ending, { password }: Account): Promise<Outcome> {
    const intent = { user: held.user, held, ...ending };
    const { kind, path } = routeOf(ending);
    const { answer, outcome } = await this.#insist({ kind, ...intent }, () =>
      this.#of.site.ask("DELETE", path, held.cookie),
    );
    if (answer.status !== 403) return outcome;
    const fields = { ...this.#of.endForm, ...fieldsOf(ending), password };
    const submit = async () => {
      const answer = await this.#of.site.submit(formOf(ending), held.cookie, fields);
      return keepCookie(held, withStatusOfForm(answer));
    };
    const proven = await this.#insist({ kind: "step-up", ...intent }, submit);
    return proven.outcome;
  }

  async #once(intent: Intent, method: "GET" | "POST", path: string): Promise<Outcome> {
    const { outcome } = await this.#record(intent, () =>
      this.#of.site.ask(method, path, intent.held?.cookie),
    );
    return outcome;
  }

  /** Repeats as a person does whose answer was lost, until the outcome is known. */
  async #insist(intent: Intent, ask: () => Promise<Answer>) {
    for (let again = 0; ; again += 1) {
      const result = await this.#record(intent, ask, again);
      if (result.outcome !== "indeterminate" || again + 1 >= patience.tries) return result;
      await pause(patience.pauseMs);
    }
  }

  async #record(
    { kind, user, held, target, keepsOwn }: Intent,
    ask: () => Promise<Answer>,
    again = 0,
  ): Promise<{ answer: Answer; outcome: Outcome }> {
    const from = performance.now() - this.#of.began;
    // A request that follows from an answer is due when that answer has come.
    const due = this.#due ?? from;
    this.#due = undefined;
    const answer = await ask();
    const to = performance.now() - this.#of.began;
    const outcome = outcomeOf(kind, answer);
    const session = kind === "login" ? sessionIdIn(answer.body) : held?.id;
    const counter = outcome === "ok" ? counterIn(kind, answer.body) : undefined;
    this.#of.history.push({
      ...{ kind, user, due, from, to, outcome, status: answer.status },
      ...(again > 0 ? { again } : {}),
      ...(session ? { session } : {}),
      ...(target ? { target } : {}),
      ...(keepsOwn === undefined ? {} : { keepsOwn }),
      ...(answer.node ? { node: answer.node } : {}),
      ...(counter === undefined ? {} : { counter }),
      ...(kind === "list" && outcome === "ok" ? { listed: idsIn(answer.body) } : {}),
    });
    return { answer, outcome };
  }
}

/** Keeps cookies as a browser does: the last answer that sets one counts. */
function keepCookie(held: Held, answer: Answer): Answer {
  if (answer.cookie) held.cookie = answer.cookie;
  return answer;
}
