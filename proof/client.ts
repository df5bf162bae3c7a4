import type { Kind, Operation, Outcome } from "./history.ts";
import type { Answer, Site } from "./site.ts";

/** A session as its clients know it: its id and the newest cookie. Several clients may hold one, as tabs of a browser do. */
export interface Held {
  readonly id: string;
  readonly user: string;
  cookie: string;
}

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** What a request was to do, beside its kind. */
interface Intent {
  readonly kind: Kind;
  readonly user: string;
  readonly held?: Held;
  readonly target?: string;
  readonly keepsOwn?: boolean;
}

const reading: ReadonlySet<Kind> = new Set(["read", "list"]);

/** Sends requests one at a time and writes each with its answer into the history. */
export class Client {
  constructor(
    private readonly number: number,
    private readonly site: Site,
    private readonly history: Operation[],
    private readonly now: () => number,
  ) {}

  /** @returns The new session, if the login was acknowledged. */
  async login(account: Account): Promise<Held | undefined> {
    const user = account.email;
    const { answer } = await this.#record({ kind: "login", user }, () =>
      this.site.ask("POST", "/api/session", undefined, account),
    );
    const id = sessionIdIn(answer.body);
    return id && answer.cookie ? { id, user, cookie: answer.cookie } : undefined;
  }

  read(held: Held): Promise<Outcome> {
    return this.#send({ kind: "read", user: held.user, held }, "GET", "/api/whoami");
  }

  count(held: Held): Promise<Outcome> {
    return this.#send({ kind: "count", user: held.user, held }, "POST", "/api/session/counter");
  }

  list(held: Held): Promise<Outcome> {
    return this.#send({ kind: "list", user: held.user, held }, "GET", "/api/sessions");
  }

  async rotate(held: Held): Promise<Outcome> {
    const { cookie } = held;
    const { answer, outcome } = await this.#record({ kind: "rotate", user: held.user, held }, () =>
      this.site.ask("POST", "/api/session/rotate", cookie),
    );
    if (answer.cookie) held.cookie = answer.cookie;
    return outcome;
  }

  logout(held: Held): Promise<Outcome> {
    return this.#send({ kind: "logout", user: held.user, held }, "DELETE", "/api/session");
  }

  revoke(held: Held, target: string): Promise<Outcome> {
    return this.#send({ kind: "revoke", user: held.user, held, target }, "DELETE", `/api/sessions/${target}`);
  }

  revokeAll(held: Held, keepsOwn: boolean): Promise<Outcome> {
    const path = `/api/sessions${keepsOwn ? "?except=current" : ""}`;
    return this.#send({ kind: "revoke-all", user: held.user, held, keepsOwn }, "DELETE", path);
  }

  async #send(intent: Intent, method: "GET" | "POST" | "DELETE", path: string): Promise<Outcome> {
    const { outcome } = await this.#record(intent, () => this.site.ask(method, path, intent.held?.cookie));
    return outcome;
  }

  async #record(
    { kind, user, held, target, keepsOwn }: Intent,
    ask: () => Promise<Answer>,
  ): Promise<{ answer: Answer; outcome: Outcome }> {
    const from = this.now();
    const answer = await ask();
    const to = this.now();
    const outcome = outcomeOf(kind, answer);
    const session = kind === "login" ? sessionIdIn(answer.body) : held?.id;
    const counter = outcome === "ok" ? counterIn(kind, answer.body) : undefined;
    this.history.push({
      kind,
      client: this.number,
      user,
      ...(session ? { session } : {}),
      ...(target ? { target } : {}),
      ...(keepsOwn === undefined ? {} : { keepsOwn }),
      from,
      to,
      outcome,
      status: answer.status,
      ...(answer.node ? { node: answer.node } : {}),
      ...(counter === undefined ? {} : { counter }),
      ...(kind === "list" && outcome === "ok" ? { listed: idsIn(answer.body) } : {}),
    });
    return { answer, outcome };
  }
}

function outcomeOf(kind: Kind, { status, body }: Answer): Outcome {
  if (status === 0 || status >= 500) return reading.has(kind) ? "failed" : "indeterminate";
  if (status === 401 && kind !== "login") return "signed-out";
  if (kind === "read" && status === 200 && !sessionIdIn(body)) return "signed-out";
  if (kind === "revoke" && status === 404) return "gone";
  return status < 300 ? "ok" : "failed";
}

function sessionIdIn(body: unknown): string | undefined {
  return (body as { session?: { id?: string } | null } | undefined)?.session?.id;
}

function counterIn(kind: Kind, body: unknown): number | undefined {
  if (kind === "count") return (body as { counter: number }).counter;
  if (kind === "read") return (body as { session: { counter: number } }).session.counter;
  return undefined;
}

function idsIn(body: unknown): string[] {
  return (body as { id: string }[]).map(({ id }) => id);
}
