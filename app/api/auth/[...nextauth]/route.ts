import { NextRequest } from "next/server";
import { authjs, withOutage } from "@/lib/auth/authjs.ts";
import { company, offersCompanySignOn } from "@/lib/auth/company.ts";
import { current } from "@/lib/auth/current.ts";
import { cookieName } from "@/lib/auth/iron.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { crossSite, notAllowed, nothingHere, problem, unavailable } from "@/lib/auth/problem.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";

/** What Auth.js does here. What else it knows needs other providers, and on an unknown word it logs an error and answers in one of its own. */
const actions: ReadonlySet<string> = new Set([
  ...["providers", "session", "csrf", "signin", "signout", "callback", "error"],
]);

/** Those of them that it takes by POST; it answers 500 to the others. */
const posted: ReadonlySet<string> = new Set(["signin", "signout", "callback"]);

/**
 * The paths of Auth.js: a sign-on's start, its callback from the provider, sign-out. Any node can take any of them: what a
 * sign-on needs on its way (PKCE verifier, state, nonce) is in encrypted cookies under the secrets that all nodes share.
 */
async function handle(request: NextRequest): Promise<Response> {
  if (!offersCompanySignOn()) {
    return problem(
      404,
      "No company single sign-on",
      "Set OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and AUTH_SECRETS to offer it.",
    );
  }
  if (request.method !== "GET" && !isSameOrigin(request.headers)) return crossSite();
  const [action = "", provider, ...more] = request.nextUrl.pathname.split("/").slice(3);
  // Of a callback Auth.js takes for granted that a provider is named.
  const named = provider === company || (provider === undefined && action !== "callback");
  if (!actions.has(action) || !named || more.length > 0) return nothingHere();
  if (request.method === "POST" && !posted.has(action)) return notAllowed("GET, OPTIONS");
  if (action === "session") return session();

  const { GET, POST } = authjs().handlers;
  const step = request.method === "GET" ? GET : POST;
  const result = await withOutage(() => step(forAuthjs(request, action)));
  if ("answer" in result) {
    if (result.answer.status >= 400) return refused(result.answer.status);
    return withMaxAge(result.removed ? toldOfRemoval(result.answer) : result.answer);
  }
  // The provider sent a person here, not a script: give a page that says what happened.
  return action === "callback"
    ? new Response(null, { status: 302, headers: { location: "/login?error=Unavailable" } })
    : unavailable(result.outage.retryAfter);
}

/** The answer to a sign-on, which leads to the page that says what was done about an account with the person's address. */
function toldOfRemoval({ status, headers }: Response): Response {
  const told = new Headers(headers);
  if (told.has("location")) told.set("location", "/account?did=address-freed");
  return new Response(null, { status, headers: told });
}

/**
 * The answer with Max-Age beside each Expires: Auth.js gives the session's cookie the second alone, which a browser whose clock is
 * wrong takes for another time.
 */
function withMaxAge(answer: Response): Response {
  // A copy: the headers of a redirect can't be changed.
  const headers = new Headers(answer.headers);
  headers.delete("set-cookie");
  for (const cookie of answer.headers.getSetCookie()) {
    const expires = Date.parse(/; *expires=([^;]+)/i.exec(cookie)?.[1] ?? "");
    const lacks = !Number.isNaN(expires) && !/; *max-age=/i.test(cookie);
    const seconds = Math.max(0, Math.round((expires - Date.now()) / 1000));
    headers.append("set-cookie", lacks ? `${cookie}; Max-Age=${seconds}` : cookie);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** What Auth.js refuses in a word or two, or as a page of its own, in the words of this site. */
const refused = (status: number) =>
  problem(status, "Not a step of a sign-on", "Begin the sign-on at the page /login.");

/** What Auth.js's own clients (`useSession`) ask, answered as everywhere: Auth.js itself would say null while Redis is away. */
async function session(): Promise<Response> {
  const who = await current();
  if (who.status === "unavailable") return unavailable(who.retryAfter);
  const body =
    who.status === "signed-in"
      ? {
          user: { name: who.session.data.name, email: who.session.data.email },
          expires: who.session.expiresAt.toISOString(),
        }
      : null;
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

/**
 * The request with the cookies that Auth.js should see. It takes every cookie whose name begins as the session's for a part of
 * it, so none but the session's own may. At the callback not even that: Auth.js links the account that signs on to
 * whoever's session the browser shows, so one planted by somebody else would get the company account of the person
 * who signs on. Every sign-on begins from nobody.
 */
function forAuthjs(request: NextRequest, action: string | undefined): NextRequest {
  const { url, method, headers, body } = request;
  // Not `new NextRequest(request)`: Next.js hands routes a Proxy, of which Node.js 24 can't read what Request keeps private.
  const seen = new NextRequest(url, { method, headers, body, duplex: "half" });
  const names = seen.cookies.getAll().map(({ name }) => name);
  for (const name of names.filter((name) => name.startsWith(cookieName()))) {
    if (action === "callback" || name !== cookieName()) seen.cookies.delete(name);
  }
  return seen;
}

/** A sign-on's code can be used once, and some programs look at an address with HEAD before they open it. */
export const HEAD = () => notAllowed("GET, OPTIONS, POST");

export { handle as GET, handle as POST };

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
