import { env } from "../env.ts";
import { noteReason, type UnavailableReason } from "../node/request-context.ts";
import type { RedisUnavailable } from "../session/index.ts";
import type { Role } from "../users/user.ts";

/**
 * Next.js adds this header under /api (next.config.ts). The answers below are also for pages'
 * paths.
 */
const onAnyPath = { "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };

/**
 * An error answer by RFC 9457.
 * @param more Members that another standard wants.
 */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
  more: Record<string, string> = {},
): Response {
  return Response.json(
    { type: "about:blank", title, status, detail, ...more },
    {
      status,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    },
  );
}

/**
 * A store could not say, or could not make a change durable: 503. The person stays signed in, and
 * the cookie stays.
 */
export interface Unavailable {
  readonly status: "unavailable";
  /** Seconds after which another try can succeed. */
  readonly retryAfter: number;
  readonly reason: UnavailableReason;
}

/** What a store's error means to the person who asked. */
export const unavailableBy = ({ retryAfter, reason }: RedisUnavailable): Unavailable => ({
  status: "unavailable",
  retryAfter,
  reason,
});

/**
 * What this site knows about a change that it answered with 503, by the reason. For the other
 * reasons it knows nothing.
 */
const told: Partial<Record<UnavailableReason, string>> = {
  "store-full": "The session store has no room, and nothing was changed.",
  "not-durable":
    "The change could not be made safe against the loss of a server, and may or may not be there.",
  overloaded: "This node has as much to do as it may, and nothing was changed.",
};

/**
 * 503: Redis, or PostgreSQL if it has the users, can't say. The person stays signed in, and the
 * cookie stays.
 * @param why The fault in its set-up and the setting to change, if that is the reason.
 */
export function unavailable(
  { retryAfter, reason }: { retryAfter: number; reason: UnavailableReason },
  why = told[reason] ??
    "The session store or the user directory did not answer. A change may or may not have been made.",
): Response {
  return problem503(
    reason,
    "Sessions can't be checked right now",
    `${why} Nobody was signed out, and it is safe to try again in ${retryAfter} s.`,
    retryAfter,
  );
}

/**
 * 503 with its reason, which the log and the metrics get as well.
 * @param retryAfter Seconds; undefined if the client should ask another node.
 */
export function problem503(
  reason: UnavailableReason,
  title: string,
  detail: string,
  retryAfter?: number,
): Response {
  noteReason(reason);
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return problem(503, title, detail, headers, { reason });
}

/** 429: too many tries. If one node counted alone, a header says so too. */
export function tooMany({ retryAfter, alone }: { retryAfter: number; alone: boolean }): Response {
  return problem(429, "Too many tries", `Too many tries from here. Try again in ${retryAfter} s.`, {
    "retry-after": String(retryAfter),
    ...(alone ? { "x-throttle": "this node alone" } : {}),
  });
}

/**
 * 503: this node holds as many event streams as it may. An EventSource gives up on a 503, and the
 * page asks again by itself.
 */
export function tooManyStreams(): Response {
  return problem503(
    "overloaded",
    "Too many event streams",
    "This node holds as many as it may. Try again in 5 s.",
    5,
  );
}

/** 403: a page of another site sent this. */
export function crossSite(): Response {
  return problem(
    403,
    "Cross-site request",
    `This request came from a page of another site. Send it from a page of ${new URL(env().SITE_URL).origin}; if it was, set SITE_URL to the address that browsers use.`,
    onAnyPath,
  );
}

/** 400: a POST to a page that no server action can read. */
export function unreadable(): Response {
  return problem(
    400,
    "Unreadable form",
    "This is no form of this site. Open the page and send it again.",
    onAnyPath,
  );
}

/** 404: the company's door isn't set up. */
export function noCompanySignOn(): Response {
  return problem(
    404,
    "No company single sign-on",
    "Set OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and AUTH_SECRETS to offer it.",
  );
}

/** 404: no route takes this path. */
export function nothingHere(): Response {
  return problem(404, "Not Found", "There is nothing at this path.");
}

/** 405: the path takes other methods only. @param allow As the header names them: `GET, HEAD`. */
export function notAllowed(allow: string): Response {
  return problem(405, "Method Not Allowed", `This path takes ${allow} only.`, { allow, ...onAnyPath });
}

/**
 * 401: the session store said that the person is not signed in. An outage never causes this answer.
 */
export function signedOut(): Response {
  return problem(401, "Not signed in", "Sign in first: POST /api/session, or the page /login.");
}

/**
 * To a proxy: 401 with the address of the sign-in, or 302 to it. An outage never causes this
 * answer.
 */
export function notSignedInTo(signIn: string, redirects: boolean): Response {
  const headers = { location: signIn, "cache-control": "no-store" };
  if (redirects) return new Response(null, { status: 302, headers });
  return problem(401, "Not signed in", `Sign in first, at ${signIn}.`, headers, { signIn });
}

/**
 * 403, to a proxy: the person is signed in, but not in the role that the proxy's location asks for.
 */
export function wrongRole(role: Role): Response {
  return problem(403, "Role missing", `This takes an account with the role ${role}.`);
}

/** 403: the person is signed in, but not permitted. */
export function forbidden(): Response {
  return problem(403, "Operators only", "Your account may not do this. Sign in as an operator.");
}

/** 403: the person must first prove their identity again. Not 401, because the session goes on. */
export function proofTooOld(): Response {
  return problem(
    403,
    "Password needed again",
    `Ending other sessions takes a sign-in within the last ${env().STEP_UP_SECONDS} s. Sign in again (POST /api/session) and repeat it with the new cookie, or use the page /account.`,
  );
}
