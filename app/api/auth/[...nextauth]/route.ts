import { NextRequest } from "next/server";
import { authjs, withOutage } from "@/lib/auth/authjs.ts";
import { company, offersCompanySignOn } from "@/lib/auth/company.ts";
import { current } from "@/lib/auth/current.ts";
import { cookieName } from "@/lib/auth/iron.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import {
  crossSite,
  noCompanySignOn,
  notAllowed,
  nothingHere,
  problem,
  unavailable,
} from "@/lib/auth/problem.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";
import { authjsCookies } from "@/lib/auth/sign-on/authjs-cookies.ts";
import { beginBy } from "@/lib/auth/sign-on/begin.ts";
import { cookieLine, finishSignOn } from "@/lib/auth/sign-on/finish.ts";

/**
 * The actions of Auth.js that this site uses. Its others need other providers. On an unknown action
 * it logs an error and answers with one of its own.
 */
const actions: ReadonlySet<string> = new Set([
  ...["providers", "session", "csrf", "signin", "signout", "callback", "error"],
]);

/** The actions that Auth.js takes by POST; it answers 500 to the others. */
const posted: ReadonlySet<string> = new Set(["signin", "signout"]);

/**
 * The paths of Auth.js: a sign-on's start, its callback from the provider, sign-out. Any node can
 * take any of them: the state of a sign-on (lib/auth/sign-on/flow.ts) is in a cookie, encrypted
 * under the secrets that all nodes share.
 */
async function handle(request: NextRequest): Promise<Response> {
  if (!offersCompanySignOn()) return noCompanySignOn();
  if (request.method !== "GET" && !isSameOrigin(request.headers)) return crossSite();
  const [action = "", provider, ...more] = request.nextUrl.pathname.split("/").slice(3);
  // On a callback, Auth.js takes for granted that the path names a provider.
  const named = provider === company || (provider === undefined && action !== "callback");
  if (!actions.has(action) || !named || more.length > 0) return nothingHere();
  if (request.method === "POST" && !posted.has(action)) return notAllowed("GET, OPTIONS");
  if (action === "session") return session();

  if (request.method === "GET" && action === "callback") return finishSignOn(request);
  if (request.method === "POST" && action === "signin" && provider) return begin(request);
  const { GET, POST } = authjs().handlers;
  const step = request.method === "GET" ? GET : POST;
  const result = await withOutage(() => step(forAuthjs(request)));
  if ("outage" in result) return unavailable(result.outage);
  return result.answer.status >= 400 ? refused(result.answer.status) : result.answer;
}

/**
 * Starts a sign-on by a form or a script of one's own, with Auth.js's anti-forgery token. The pages
 * use a Server Action.
 */
async function begin(request: NextRequest): Promise<Response> {
  const names = request.cookies.getAll().map(({ name }) => name);
  const begun = await beginBy((address) => authjs().handlers.POST(forAuthjs(request, address.href)), {
    stepUp: false,
    names,
  });
  if (begun.status === "refused") return begun.answer;
  const headers = new Headers({ "cache-control": "no-store" });
  if (begun.status === "failed") headers.set("location", `/login?error=${begun.error}`);
  else {
    headers.set("location", begun.url);
    for (const cookie of begun.cookies) headers.append("set-cookie", cookieLine(cookie));
  }
  return new Response(null, { status: 302, headers });
}

/** Replaces a refusal by Auth.js, a word or two or a page of its own, by the words of this site. */
const refused = (status: number) =>
  problem(status, "Not a step of a sign-on", "Begin the sign-on at the page /login.");

/**
 * The answer to Auth.js's own clients (`useSession`), as everywhere on this site. Auth.js itself
 * would answer null while Redis is away.
 */
async function session(): Promise<Response> {
  const who = await current();
  if (who.status === "unavailable") return unavailable(who);
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
 * The request with the cookies that Auth.js should see. It takes every cookie whose name begins
 * like the session's for a part of the session's cookie, so only the session's own may reach it.
 * This request alone decides where a sign-on leads, whatever an earlier one said.
 */
function forAuthjs(request: NextRequest, address = request.url): NextRequest {
  const { method, headers, body } = request;
  // Not `new NextRequest(request)`: Next.js hands routes a Proxy, and Node.js 24 can't read the
  // private members of Request through it.
  const seen = new NextRequest(address, { method, headers, body, duplex: "half" });
  const names = seen.cookies.getAll().map(({ name }) => name);
  const ofSession = names.filter((name) => name.startsWith(cookieName()) && name !== cookieName());
  for (const name of [...ofSession, authjsCookies().callbackUrl]) seen.cookies.delete(name);
  return seen;
}

/**
 * A sign-on's code works once, and some programs look at an address with HEAD before they open it.
 */
export const HEAD = () => notAllowed("GET, OPTIONS, POST");

export { handle as GET, handle as POST };

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
