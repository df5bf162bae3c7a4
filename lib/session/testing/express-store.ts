import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import expressSession, { type Session, type SessionData } from "express-session";
import { inject, onTestFinished } from "vitest";
import type { ExpressStoreOptions } from "../express/options.ts";
import { ExpressStore } from "../express/store.ts";
import { expressService } from "./express-service.ts";
import type { Topology } from "./stores.ts";

/** A session with keys of a test's own. */
export type Loose = Session & Record<string, unknown>;

/** The user of a session, in these tests. */
export const userOf = (session: object) => (session as { user?: string }).user;

/** A store with its own cookie, like that of one node of a service. It is closed after the test. */
export function openExpressStore(
  topology: Topology,
  options: Partial<ExpressStoreOptions> = {},
): ExpressStore {
  const store = new ExpressStore({
    url: inject("redisUrls")[topology],
    userOf,
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

/** A session as an app hands it to the store: plain, with a cookie that ends with the browser. */
export function plain(data: Record<string, unknown> = {}, cookie: Record<string, unknown> = {}): SessionData {
  const defaults = { originalMaxAge: null, expires: null, httpOnly: true, path: "/" };
  return { cookie: { ...defaults, ...cookie }, ...data } as unknown as SessionData;
}

export const someId = (): string => randomUUID();

export type Route = (session: Loose, request: Request, response: Response) => unknown;
export type SessionOptions = Partial<expressSession.SessionOptions>;

export const secret = "secret of the tests, 32 characters or more";

/**
 * A service on an unmodified express-session. It has one route: the query `do` of the request
 * selects one of `routes`. If that sends no answer, the service answers with the session.
 */
export function appOn(
  store: expressSession.Store,
  routes: Record<string, Route>,
  options: SessionOptions = {},
): Promise<string> {
  return expressService((app) => {
    app.use(expressSession({ store, secret, resave: false, saveUninitialized: false, ...options }));
    app.all("/", async (request, response) => {
      await routes[String(request.query.do)]?.(request.session as unknown as Loose, request, response);
      if (!response.headersSent) response.json({ ...request.session, id: request.sessionID });
    });
  });
}

/** A browser's view of an answer. */
export interface Seen {
  status: number;
  setCookie: string | null;
  retryAfter: string | null;
  body: string;
  /** The session that was shown. */
  session: Record<string, unknown> & { id: string };
}

/** A browser: it keeps the service's cookie. */
export class Browser {
  cookie = "";
  readonly url: string;

  constructor(url: string, cookie = "") {
    this.url = url;
    this.cookie = cookie;
  }

  /** The same browser, at another service or another node. */
  at(url: string): Browser {
    return new Browser(url, this.cookie);
  }

  async do(what: string, query = ""): Promise<Seen> {
    const answer = await fetch(`${this.url}/?do=${what}${query}`, { headers: { cookie: this.cookie } });
    // express-session holds the last byte back until it has saved, so the answer is read to its
    // end.
    const body = await answer.text();
    const setCookie = answer.headers.get("set-cookie");
    if (setCookie) this.cookie = setCookie.split(";")[0] ?? "";
    const session = body.startsWith("{") ? JSON.parse(body) : {};
    return { status: answer.status, setCookie, retryAfter: answer.headers.get("retry-after"), body, session };
  }
}

/** A method of a session, such as `save`, as a promise. */
export const done = (call: (callback: (error?: unknown) => void) => unknown): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
