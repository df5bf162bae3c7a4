import type { Request } from "express";
import { Cookie, type Session as ExpressSession, type SessionData, Store } from "express-session";
import { settle } from "./express/settle.ts";
import type { Session, SessionStore } from "./session.ts";

/**
 * The origin of a request's `req.session`, so that the store writes only what the request changed.
 */
interface Origin<Data, Metadata> {
  session: Session<Data, Metadata>;
  /** The app's data as JSON, since a service can change the objects that it gets. */
  data: string;
  own: Own;
}

/**
 * A service's own keys of `req.session`, each as JSON, the form that express-session compares and
 * its stores keep.
 */
type Own = Map<string, string>;

const ofTheLogin = new Set(["cookie", "user", "data"]);

/**
 * A service changed `req.session.user` or `req.session.data`. None of this request's changes was
 * written.
 */
export class LoginIsReadOnly extends Error {
  constructor() {
    super(
      "req.session.user and req.session.data belong to the login and only the app that made it changes them. " +
        "Keep what is this service's under other names of req.session.",
    );
    this.name = "LoginIsReadOnly";
  }
}

/** The request's token, and the service that asks. */
export interface LoginStoreParts<Data, Metadata> {
  sessions: SessionStore<Data, Metadata>;
  part: string;
  /** The token that the request showed, and the public id in it. */
  shown: { token: string; id: string } | undefined;
  /** Whether the request prolongs the login. */
  slide: boolean;
}

/**
 * Shows express-session the login of one request, and belongs to it: whatever a library does to the
 * asynchronous context, `req.session` belongs to the person who asked. The store begins no login: a
 * visitor without one has a `req.session` that is kept nowhere. `express.ts` says how a request
 * gets its login and why the id is not the token.
 *
 * The session's `part` of the service's name keeps what the service adds to `req.session`, beside
 * the app's data. A save writes the top-level keys that this request changed and leaves the others
 * as they are now, by the store's compare-and-set. Two requests lose none of each other's changes
 * unless they set the same key: then the later one counts. A save never brings a session back: if
 * the session ended meanwhile, the change is dropped.
 */
export class LoginStore<Data, Metadata = undefined> extends Store {
  readonly #parts: LoginStoreParts<Data, Metadata>;
  readonly #origins = new WeakMap<object, Origin<Data, Metadata>>();
  /** express-session sets this on each store. It makes a session for a request that has none. */
  declare generate: (request: Request) => void;
  /** The user who is signed in, once the store has found out. */
  #user: string | undefined;

  constructor(parts: LoginStoreParts<Data, Metadata>) {
    super();
    this.#parts = parts;
  }

  /**
   * The request's own session: 1 round trip, sliding included. Any other id is not this request's,
   * and finds nothing.
   */
  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    settle(async () => {
      const { sessions, part, shown, slide } = this.#parts;
      if (id !== shown?.id) return null;
      const found = await sessions.read(shown.token, { slide });
      if (found.status === "none") return null;
      const { session } = found;
      const { user, data } = session;
      this.#user = user;
      const own = session.parts[part];
      const kept = typeof own === "object" ? own : {};
      const made = { ...kept, cookie: new Cookie(), user, data } as object as SessionData;
      this.#origins.set(made, { session, data: JSON.stringify(data), own: ownKeys(made) });
      return made;
    }, done);
  }

  override createSession(request: Request, shown: SessionData): ExpressSession & SessionData {
    const session = withoutCookie(super.createSession(request, shown));
    const origin = this.#origins.get(shown);
    if (origin) this.#origins.set(session, origin);
    return session;
  }

  /**
   * 1 round trip, and more only under conflict; none for a visitor, or if nothing changed. Fails
   * with {@link LoginIsReadOnly}, and with {@link PartTooLarge} for more than a service may keep.
   */
  override set(id: string, shown: SessionData, done?: (error?: unknown) => void): void {
    settle(async () => {
      const origin = this.#origins.get(shown);
      if (!origin) return;
      const { session, data, own: before } = origin;
      if (id !== session.id) throw new Error("The session can't be saved as another session than its own.");
      const { user, data: dataNow } = shown as { user?: unknown; data?: unknown };
      if (user !== session.user || JSON.stringify(dataNow) !== data) throw new LoginIsReadOnly();

      const own = ownKeys(shown);
      const changed = [...own].filter(([key, json]) => before.get(key) !== json);
      const removed = [...before.keys()].filter((key) => !own.has(key));
      if (changed.length + removed.length === 0) return;
      const { sessions, part } = this.#parts;
      const updated = await sessions.updatePart<object>(session, part, (current = {}) => {
        const mine = new Map(Object.entries(current));
        for (const [key, json] of changed) mine.set(key, JSON.parse(json));
        for (const key of removed) mine.delete(key);
        return mine.size > 0 ? Object.fromEntries(mine) : undefined;
      });
      if (updated.status === "updated") this.#origins.set(shown, { session: updated.session, data, own });
    }, done);
  }

  /**
   * Ends the request's login everywhere, or another session of the same user: 1 round trip,
   * durable. An error for any other id.
   */
  override destroy(id: string, done?: (error?: unknown) => void): void {
    settle(async () => {
      const { sessions, shown } = this.#parts;
      if (id === shown?.id) await sessions.revoke({ token: shown.token });
      else if (this.#user === undefined || !(await sessions.revoke({ user: this.#user, id })))
        throw new Error("The person who asks has no session with this id, so none was ended.");
    }, done);
  }

  /** Does nothing: the read that brought the session slid it if that was due. */
  override touch(_id: string, _session: SessionData, done?: () => void): void {
    done?.();
  }
}

/**
 * Removes the property that makes express-session send a cookie of its own: a session's cookie that
 * expires. The app's cookie is the only one, and a second one would hold the id.
 */
export function withoutCookie<Shown extends Pick<SessionData, "cookie">>(session: Shown): Shown {
  const { cookie } = session;
  Object.defineProperty(cookie, "expires", { get: () => null, set: () => {} });
  return Object.defineProperty(session, "cookie", { value: cookie, writable: false });
}

function ownKeys(session: object): Own {
  const own: Own = new Map();
  for (const [key, value] of Object.entries(session)) {
    const json: string | undefined = ofTheLogin.has(key) ? undefined : JSON.stringify(value);
    if (json !== undefined) own.set(key, json);
  }
  return own;
}
