import { AsyncLocalStorage } from "node:async_hooks";
import type { Request } from "express";
import { Cookie, type Session as ExpressSession, type SessionData, Store } from "express-session";
import type { Session, SessionStore } from "./session.ts";

/** What a request's `req.session` was made from, so that only what the request changed is written. */
interface Origin<Data> {
  session: Session<Data>;
  /** The app's data as JSON, since a service can change the objects that it is shown. */
  data: string;
  own: Own;
}

/** A service's own keys of `req.session`, each as JSON: what express-session compares and its stores keep. */
type Own = Map<string, string>;

const ofTheLogin = new Set(["cookie", "user", "data"]);

/** `req.session.user` or `req.session.data` was changed; nothing of this request's changes was written. */
export class LoginIsReadOnly extends Error {
  constructor() {
    super(
      "req.session.user and req.session.data belong to the login and only the app that made it changes them. " +
        "Keep what is this service's under other names of req.session.",
    );
    this.name = "LoginIsReadOnly";
  }
}

/**
 * Shows express-session the logins of a {@link SessionStore}. It begins none: a visitor without a login has a `req.session`
 * that is kept nowhere. `express.ts` says how a request comes to its login and why the id is not the token.
 *
 * What a service adds to `req.session` is kept in the login's record under `part`, beside the app's data. A save writes the
 * top-level keys that this request changed and leaves the others as they are now, by the store's compare-and-set: two
 * requests lose nothing of each other's unless they set the same key, where the later one counts. A save never
 * brings a session back: when it ended meanwhile, the change goes with it.
 */
export class LoginStore<Data extends object> extends Store {
  readonly #sessions: SessionStore<Data>;
  readonly #part: string;
  readonly #shown = new AsyncLocalStorage<{ token: string | undefined; slide: boolean }>();
  readonly #origins = new WeakMap<object, Origin<Data>>();

  constructor(sessions: SessionStore<Data>, part: string) {
    super();
    this.#sessions = sessions;
    this.#part = part;
  }

  /** Runs a request, and all that it awaits, as the one who showed this token. @param slide Whether it prolongs the login. */
  as(token: string | undefined, slide: boolean, request: () => void): void {
    this.#shown.run({ token, slide }, request);
  }

  /** 1 round trip, sliding included. */
  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    settle(async () => {
      const { token, slide } = this.#asked(id);
      const found = await this.#sessions.read(token, { slide });
      if (found.status === "none") return null;
      const { session } = found;
      const { [this.#part]: own, ...data } = session.data as Record<string, unknown>;
      const shown = {
        ...(own as object),
        cookie: new Cookie(),
        user: session.user,
        data,
      } as object as SessionData;
      this.#origins.set(shown, { session, data: JSON.stringify(data), own: ownKeys(shown) });
      return shown;
    }, done);
  }

  override createSession(request: Request, shown: SessionData): ExpressSession & SessionData {
    const session = super.createSession(request, shown);
    const origin = this.#origins.get(shown);
    if (origin) this.#origins.set(session, origin);
    return session;
  }

  /** 1 round trip, more only under conflict; none for a visitor, or when nothing changed. */
  override set(_id: string, shown: SessionData, done?: (error?: unknown) => void): void {
    settle(async () => {
      const origin = this.#origins.get(shown);
      if (!origin) return;
      const { session, data, own: before } = origin;
      const { user, data: dataNow } = shown as { user?: unknown; data?: unknown };
      if (user !== session.user || JSON.stringify(dataNow) !== data) throw new LoginIsReadOnly();

      const own = ownKeys(shown);
      const changed = [...own].filter(([key, json]) => before.get(key) !== json);
      const removed = [...before.keys()].filter((key) => !own.has(key));
      if (changed.length + removed.length === 0) return;
      const updated = await this.#sessions.update(session, (current) => {
        const mine = new Map(
          Object.entries((current as Record<string, object | undefined>)[this.#part] ?? {}),
        );
        for (const [key, json] of changed) mine.set(key, JSON.parse(json));
        for (const key of removed) mine.delete(key);
        return { ...current, [this.#part]: Object.fromEntries(mine) };
      });
      if (updated.status === "updated") this.#origins.set(shown, { session: updated.session, data, own });
    }, done);
  }

  /** Ends the login everywhere: 1 round trip, durable. */
  override destroy(id: string, done?: (error?: unknown) => void): void {
    settle(async () => {
      await this.#sessions.revoke({ token: this.#asked(id).token });
    }, done);
  }

  /** Nothing to do: the read that brought the session slid it if that was due. */
  override touch(_id: string, _session: SessionData, done?: () => void): void {
    done?.();
  }

  #asked(id: string): { token: string; slide: boolean } {
    const { token, slide = true } = this.#shown.getStore() ?? {};
    if (token) return { token, slide };
    throw new Error(
      `The session ${id} was asked for outside its request: the asynchronous context was lost, likely in a library with ` +
        "callbacks of its own. Wrap that callback with AsyncResource.bind.",
    );
  }
}

function ownKeys(session: object): Own {
  const own: Own = new Map();
  for (const [key, value] of Object.entries(session)) {
    const json: string | undefined = ofTheLogin.has(key) ? undefined : JSON.stringify(value);
    if (json !== undefined) own.set(key, json);
  }
  return own;
}

/** Gives a promise's outcome to a callback, outside the promise, so that what the callback throws isn't taken for a failure of ours. */
function settle<T>(work: () => Promise<T>, done?: (error?: unknown, value?: T) => void): void {
  work().then(
    (value) => process.nextTick(() => done?.(null, value)),
    (error: unknown) => process.nextTick(() => done?.(error)),
  );
}
