import { NextRequest } from "next/server";
import { env } from "../../env.ts";
import { authjs, withOutage } from "../authjs.ts";
import { cookieName } from "../iron.ts";
import { problem } from "../problem.ts";
import { cookieHeaderOf } from "./authjs-cookies.ts";
import type { SignOnError } from "./failure.ts";
import { endedFlow, type Flow, flowCookieName, openFlow } from "./flow.ts";
import type { Note } from "./note.ts";

/**
 * The outcome of a step-up without a fresh proof. The page that wanted it gets it in `?sign-on=`.
 */
export type Unproven = "stale" | "unsaid";

/**
 * Takes what the provider sent to this browser. Auth.js sees the flow and no other cookie. Auth.js
 * links the account that signs on to the user of the session that the browser shows. So a session
 * that another person planted would get the company account of the person who signs on. Therefore
 * every sign-on begins without a session.
 * @returns A redirect, always: the provider sent a person here, not a script.
 */
export async function finishSignOn(request: NextRequest): Promise<Response> {
  const state = request.nextUrl.searchParams.get("state") ?? "";
  const flow = await openFlow(state, request.cookies.get(flowCookieName(state))?.value);
  if (!flow) return redirect("/login?error=SignOnElsewhere" satisfies `/login?error=${SignOnError}`);

  const headers = new Headers(request.headers);
  headers.set("cookie", await cookieHeaderOf(flow));
  // Not `new NextRequest(request)`: Next.js hands routes a Proxy, of which Node.js 24 can't read
  // what Request keeps private.
  const step = new NextRequest(request.url, { headers });
  const result = await withOutage(() => authjs().handlers.GET(step));
  if ("outage" in result) return redirect(failed(flow, "Unavailable"), endedFlow(state));
  const { answer, note } = result;
  if (answer.status >= 400)
    return problem(answer.status, "Not a step of a sign-on", "Begin the sign-on at the page /login.");
  const session = answer.headers.getSetCookie().filter((line) => line.startsWith(`${cookieName()}=`));
  return redirect(leadsTo(answer, flow, note), endedFlow(state), session.map(withMaxAge));
}

/** Where the person goes. */
function leadsTo(answer: Response, flow: Flow, note: Note): string {
  const { SITE_URL } = env();
  const location = new URL(answer.headers.get("location") ?? "/", SITE_URL);
  const error = location.pathname === "/login" && location.searchParams.get("error");
  if (error) return failed(flow, error === "Configuration" ? (note.failure ?? error) : error);
  if (note.removed) return "/account?did=address-freed";
  const unproven = flow.stepUp && unprovenOf(note);
  return unproven ? withParameter(flow.next, "sign-on", unproven) : flow.next;
}

/** A person at a step-up is signed in, so the page that wanted it tells them. */
function failed({ stepUp, next }: Flow, error: string): string {
  if (stepUp) return withParameter(next, "sign-on", error);
  return `/login?${new URLSearchParams({ error, ...(next === "/account" ? {} : { next }) })}`;
}

function unprovenOf({ signIn }: Note): Unproven | undefined {
  if (signIn?.age === undefined) return "unsaid";
  return signIn.age < env().STEP_UP_SECONDS ? undefined : "stale";
}

function withParameter(path: string, name: string, value: string): string {
  const { SITE_URL } = env();
  const url = new URL(SITE_URL + path);
  url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}

/**
 * The cookie with Max-Age beside its Expires: Auth.js gives the session's cookie only Expires,
 * which a browser whose clock is wrong takes for another time.
 */
function withMaxAge(line: string): string {
  const expires = Date.parse(/; *expires=([^;]+)/i.exec(line)?.[1] ?? "");
  const lacks = !Number.isNaN(expires) && !/; *max-age=/i.test(line);
  const seconds = Math.max(0, Math.round((expires - Date.now()) / 1000));
  return lacks ? `${line}; Max-Age=${seconds}` : line;
}

function redirect(
  path: string,
  ended?: ReturnType<typeof endedFlow>,
  lines: readonly string[] = [],
): Response {
  const headers = new Headers({ location: env().SITE_URL + path, "cache-control": "no-store" });
  for (const line of lines) headers.append("set-cookie", line);
  if (ended) headers.append("set-cookie", cookieLine(ended));
  return new Response(null, { status: 302, headers });
}

/** A cookie as a header has it. */
export function cookieLine({ name, value, maxAge, secure }: ReturnType<typeof endedFlow>): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; ${secure ? "Secure; " : ""}SameSite=Lax`;
}
