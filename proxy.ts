import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { isReadableCall } from "./lib/auth/action-call.ts";
import { contentSecurityPolicy } from "./lib/auth/content-security-policy.ts";
import { crossSite, notAllowed, unreadable } from "./lib/auth/problem.ts";
import { isSameOrigin } from "./lib/auth/same-origin.ts";

/**
 * Does what no page may be forgotten for, and what needs no look at anything but the request: gives
 * each page a Content-Security-Policy with a nonce of its own, which Next.js puts on its scripts
 * when it finds it in the request, and refuses what a page of another site sends to a server
 * action, what no action can read, and methods that no page takes. Next.js compares Origin with
 * Host as well, but answers 500, and lets a request without Origin pass; it answers 500 to a form
 * that it can't read; and it shows a page to PUT.
 *
 * Who is asking isn't looked at: a check here would be far from what it guards, where a refactoring
 * of routes passes it by, and would ask Redis once more. lib/auth/guard.ts decides beside the data.
 * Headers that are the same for every answer stand in next.config.ts, where they cost nothing.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
    if (!isSameOrigin(request.headers)) return crossSite();
    if (method !== "POST") return notAllowed(allow);
    if (!(await isReadableCall(request))) return unreadable();
  }
  if (request.headers.has("x-action-redirect")) return unfollowed();
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/**
 * To answer an action that redirects, Next.js asks itself for the page it leads to, with the cookie
 * that the answer is only about to bring (createRedirectRenderResult). So a new token would count
 * as shown before the browser has it: the session it replaces ends, and if the answer is lost, the
 * person is signed out. Without a page from here the browser follows the redirect itself. It also
 * loads that page as a whole then, so nothing stays of the pages that the person before saw.
 */
const unfollowed = () => new Response(null, { status: 204 });

const allow = "GET, HEAD, OPTIONS, POST";

export const config = {
  // Only what may be a page: 0.3 to 0.6 ms of CPU a request. Each name is anchored, or
  // /proofs would go without.
  matcher: [
    { source: "/((?!api/|proof$|lessons/code/|\\.well-known/|_next/static/|_next/image$|icon\\.svg$).*)" },
  ],
};
