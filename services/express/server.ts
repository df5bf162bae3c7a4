import { parse } from "cookie";
import express, { type ErrorRequestHandler, type Request } from "express";
import { isByItself } from "../../lib/auth/by-itself.ts";
import { emptyCookie, isHttps, sentSeal, unsealToken } from "../../lib/auth/iron.ts";
import { isSameOrigin } from "../../lib/auth/same-origin.ts";
import { sessions } from "../../lib/auth/sessions.ts";
import { drain } from "../../lib/node/drain.ts";
import { nodeName } from "../../lib/node/name.ts";
import { sharedLogin } from "../../lib/session/express.ts";
import { isUnavailable } from "../../lib/session/index.ts";

declare module "express-session" {
  interface SessionData {
    /** The login's user, to read. */
    user: string;
    data: import("../../lib/auth/sessions.ts").SessionData;
    /** This service's own count. */
    visits: number;
  }
}

/**
 * The token in the app's sealed cookie. No round trip, and no token for a cookie that this site
 * didn't seal.
 */
const tokenOf = (request: Request) => unsealToken(sentSeal(request.headers.cookie ?? ""));

const answeredBy = () => ({ node: nodeName(), process: process.pid });

const app = express().disable("x-powered-by");
app.use(({ method, headers }, response, next) => {
  if (method === "GET" || isSameOrigin(new Headers(headers as Record<string, string>))) return next();
  response.status(403).json({ title: "Cross-site request" });
});
app.use(
  "/express",
  sharedLogin({
    sessions: sessions(),
    tokenOf,
    isByItself: ({ headers }) => {
      const cookies = new Map(Object.entries(parse(headers.cookie ?? "")));
      return isByItself(new Headers(headers as Record<string, string>), cookies, isHttps());
    },
    part: "express",
  }),
);

app.get("/express/whoami", ({ session: { id, user, data } }, response) => {
  response.set("Cache-Control", "no-store");
  response.json(
    user
      ? { service: "express", ...answeredBy(), signedIn: true, id, user, name: data?.name }
      : { signedIn: false },
  );
});

app.get("/express/health", async (_, response) => {
  await sessions().ping?.();
  response.json({ status: "ok" });
});

app.post("/express/visits", ({ session }, response, next) => {
  session.visits = (session.visits ?? 0) + 1;
  const { visits } = session;
  // This saves before the answer. A save at its end could fail after a 200 was promised.
  session.save((error) => (error ? next(error) : response.json({ visits })));
});

app.post("/express/sign-out", (request, response, next) => {
  const { name, value, ...attributes } = emptyCookie();
  const answer = (error?: unknown) =>
    error ? next(error) : response.cookie(name, value, attributes).sendStatus(204);
  if (request.session.user) request.session.destroy(answer);
  else answer();
});

/** Redis could not answer: the person stays signed in, and the cookie stays. */
const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!isUnavailable(error) || response.headersSent) return next(error);
  response
    .status(503)
    .set("Retry-After", String(error.retryAfter))
    .json({ title: "Sessions can't be checked right now" });
};
app.use(onError);

const port = Number(process.env.PORT ?? 3201);
/**
 * Loopback, where nginx is. In a container it is every address, which only the container's networks
 * reach.
 */
const address = process.env.LISTEN_ADDRESS ?? "127.0.0.1";
const server = app.listen(port, address, () => {
  console.log(`The Express service listens on http://${address}:${port}/express/whoami`);
});
process.once("SIGTERM", () => server.close(() => void drain().leave(0)));
