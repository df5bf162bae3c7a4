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
 * How this store and express-session work together. express-session makes ids of its own, sends its
 * own signed cookie and admits anyone who has the id. Here the app's sealed cookie holds a token,
 * and only the token admits a request. So:
 *
 * - The app's cookie is the only one in the browser. The middleware opens it and gives
 *   express-session the session's id in the one way that it accepts: a signed cookie in the
 *   request's header. The signing key lives as long as this process and the signed cookie never
 *   leaves the process, so no client can send one.
 * - `req.session.id` is the session's public id and not the token, since legacy services log it.
 *   The token is in the request's own store (express-store.ts): each request gets one, and with it
 *   express-session's handler, so neither needs an asynchronous context.
 * - express-session never sets a cookie and never makes an id: without a login `genid` gives none,
 *   and express-session then keeps nothing ("session ignored because of bogus req.sessionID"). Only
 *   the app begins logins.
 *
 * The reverse design, with the token as express-session's id and its signature as the seal, would
 * put the token in every service's logs, need express-session's secret in the app, and sign people
 * out when the seal's key is rotated.
 */

export interface SharedLoginOptions<Data extends object, Metadata = undefined> {
  sessions: SessionStore<Data, Metadata>;
  /**
   * The token that a request shows, or undefined. The app opens its own cookie (lib/auth/iron.ts).
   */
  tokenOf: (request: Request) => Promise<string | undefined>;
  /**
   * Whether a page made the request by itself (lib/auth/by-itself.ts). Such a request doesn't
   * prolong the login. Default: no request is.
   */
  isByItself?: (request: Request) => boolean;
  /**
   * The session's part in which this service keeps its additions to `req.session`: the service's
   * name.
   */
  part: string;
}

const cookieName = "login";

/**
 * Express middleware that shows the app's login as `req.session`: `id`, `user`, the app's `data`
 * (read-only), and everything that this service adds. `req.session.destroy()` ends the login
 * everywhere. A visitor without a login has an empty `req.session` that isn't kept.
 *
 * 1 Redis round trip per request with a login, none without one, and 1 more if the service changed
 * something.
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
        // It goes before the other cookies: of two cookies with one name, the first counts.
        // express-session reads it at once, and no other code may see it.
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
  // express-session gave `generate` to the store.
  const { generate } = store;
  store.generate = (request) => {
    generate(request);
    withoutCookie(request.session);
  };
  return handle;
}
