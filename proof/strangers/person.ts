import { get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "../client.ts";
import { Site } from "../site.ts";

/**
 * One request of the person, in milliseconds from its due time to its whole answer, or, for a
 * stream, to its first event.
 */
export interface Felt {
  readonly what: string;
  /** When the request was due, in milliseconds from the beginning of the phase. */
  readonly due: number;
  readonly ms: number;
  /** 0 without a whole answer. */
  readonly status: number;
}

/**
 * The person's requests in turn, ten times a second: pages, the requests that pages make, a change,
 * and every 6 s a sign-in.
 */
const turns = [
  ...["GET /", "GET /account", "GET /api/whoami", "POST /api/session/counter", "STREAM /api/events/cluster"],
  ...["GET /login", "GET /api/whoami", "GET /account", "GET /api/sessions", "POST /api/session/counter"],
];
const every = 100;
const signInEvery = 60;

/**
 * A person who uses the site, signed in and on a known device. Each request is due at its time
 * whether or not the one before was answered, and its latency counts from its due time. So a site
 * that stands still is not measured less often.
 */
export class Person {
  readonly #site: Site;
  readonly #url: string;
  readonly #account: Account;
  #device = "";
  #session = "";

  constructor(url: string, account: Account) {
    this.#site = new Site(url);
    this.#url = url;
    this.#account = account;
  }

  /** @throws {Error} If the site doesn't let the person in. */
  async signIn(): Promise<void> {
    const { status, cookies } = await this.#signIn();
    if (status !== 201) throw new Error(`The person can't sign in: ${status}.`);
    this.#device = cookies.find((cookie) => cookie.startsWith("unstuck-device=")) ?? "";
  }

  /** Uses the site for this many seconds. */
  async use(seconds: number): Promise<Felt[]> {
    const felt: Promise<Felt>[] = [];
    const began = performance.now();
    for (let turn = 0; turn * every < seconds * 1000; turn += 1) {
      const due = began + turn * every;
      await pause(Math.max(0, due - performance.now()));
      const what = turn % signInEvery === 30 ? "sign in" : (turns[turn % turns.length] ?? "GET /");
      felt.push(
        this.#act(what).then((status) => ({
          ...{ what, status },
          due: turn * every,
          ms: performance.now() - due,
        })),
      );
    }
    return Promise.all(felt);
  }

  async #act(what: string): Promise<number> {
    if (what === "sign in") return (await this.#signIn()).status;
    const [method, path = "/"] = what.split(" ") as ["GET" | "POST" | "STREAM", string];
    if (method === "STREAM") return this.#firstEvent(path);
    return (await this.#site.ask(method, path, this.#session)).status;
  }

  async #signIn(): Promise<{ status: number; cookies: readonly string[] }> {
    const answer = await this.#site.ask("POST", "/api/session", this.#device, this.#account);
    if (answer.cookie) this.#session = answer.cookie;
    return { status: answer.status, cookies: answer.cookies };
  }

  #firstEvent(path: string): Promise<number> {
    return new Promise((resolve) => {
      const url = new URL(path, this.#url);
      url.hostname = "127.0.0.1";
      const outgoing = get(url, { agent: false, timeout: 20_000 }, (incoming) => {
        incoming.once("data", () => {
          resolve(incoming.statusCode ?? 0);
          outgoing.destroy();
        });
        incoming.once("end", () => resolve(0));
        incoming.on("error", () => resolve(0));
      });
      outgoing.on("error", () => resolve(0));
      outgoing.on("timeout", () => outgoing.destroy());
    });
  }
}
