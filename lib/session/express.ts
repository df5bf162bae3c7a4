import { randomBytes } from "node:crypto";
import { sign } from "cookie-signature";
import type { Request, RequestHandler } from "express";
import expressSession from "express-session";
import { LoginStore, withoutCookie } from "./express-store.ts";
import type { SessionStore } from "./session.ts";
import { parseToken } from "./token.ts";

export type { ExpressStoreOptions } from "./express/options.ts";
export { ScanForbidden } from "./express/scan.ts";
export { ExpressStore } from "./express/store.ts";

/*
 * How two ideas of a session meet. express-session makes ids of its own, sends its own
 * signed cookie and lets anyone with the id in. Here the app's sealed cookie holds a token,
 * and only the token lets in. So:
 *
 * - The app's cookie is the only one in the browser. It is opened here, and express-session is
 *   told the session's id in the one way that it listens to: a signed cookie in the request's
 *   header. The signing key lives as long as this process and the signed cookie never leaves
 *   it, so nobody can send one.
 * - `req.session.id` is the session's public id and not the token, since legacy services log it.
 *   The token is in the request's own store (express-store.ts): each request gets one, and with it
 *   express-session's handler, so neither needs an asynchronous context.
 * - express-session never sets a cookie and never makes an id: where there is no login, `genid`
 *   gives none, and it then keeps nothing ("session ignored because of bogus req.sessionID").
 *   Logins begin at the app alone.
 *
 * The other way round, the token as express-session's id and its signature as the seal, would put
 * the token in every service's logs, need express-session's secret in the app, and sign people out
 * when the seal's key is rotated.
 */

export interface SharedLoginOptions<Data extends object, Metadata = undefined> {
  sessions: SessionStore<Data, Metadata>;
  /**
   * The token that a request shows, or undefined: opening the app's cookie is the app's
   * affair (lib/auth/iron.ts).
   */
  tokenOf: (request: Request) => Promise<string | undefined>;
  /**
   * Whether a page made the request by itself (lib/auth/by-itself.ts): it doesn't prolong
   * the login. None by default.
   */
  isByItself?: (request: Request) => boolean;
  /**
   * The session's part in which this service keeps what it adds to
   * `req.session`: the service's name.
   */
  part: string;
}

const cookieName = "login";

/**
 * Express middleware that shows the app's login as `req.session`: `id`, `user`, the app's `data`
 * (to read), and beside them whatever this service adds. `req.session.destroy()` ends the login
 * everywhere. A visitor without one has an empty `req.session` that isn't kept.
 *
 * 1 Redis round trip a request with a login, none without; 1 more when the
 * service changed something.
 *
 * @example
 * app.use(sharedLogin({ sessions, tokenOf, part: "express" }));
 * app.get("/", (req, res) => res.json({ user: req.session.user ?? null }));
 * @throws Hands {@link RedisUnavailable} to the error handlers: answer it with 503,
 * and leave the cookie alone.
 */
export function sharedLogin<Data extends object, Metadata = undefined>(
  options: SharedLoginOptions<Data, Metadata>,
): RequestHandler {
  const { sessions, tokenOf, part, isByItself = () => false } = options;
  const secret = randomBytes(32).toString("base64url");
  return (request, response, next) => {
    tokenOf(request)
      .then((token) => {
        const id = token && parseToken(token)?.id;
        const shown = id ? { token, id } : undefined;
        const store = new LoginStore({ sessions, part, shown, slide: !isByItself(request) });
        const handle = handlerFor(store, secret);
        if (!id) return handle(request, response, next);
        const { cookie } = request.headers;
        // Before the others: of two cookies with one name, the first counts. It is read at once,
        // and nobody else is to see it.
        const ours = `${cookieName}=${encodeURIComponent(`s:${sign(id, secret)}`)}`;
        request.headers.cookie = [ours, cookie].filter(Boolean).join("; ");
        handle(request, response, next);
        request.headers.cookie = cookie;
      })
      .catch(next);
  };
}

/** express-session for one request. */
function handlerFor<Data, Metadata>(store: LoginStore<Data, Metadata>, secret: string): RequestHandler {
  const handle = expressSession({
    store,
    name: cookieName,
    secret,
    genid: (request) => request.sessionID,
    resave: false,
    saveUninitialized: false,
    rolling: false,
  });
  // express-session gave it to the store.
  const { generate } = store;
  store.generate = (request) => {
    generate(request);
    withoutCookie(request.session);
  };
  return handle;
}
