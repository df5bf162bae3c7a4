import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { isReadableCall } from "./lib/auth/action-call.ts";
import { contentSecurityPolicy } from "./lib/auth/content-security-policy.ts";
import { crossSite, notAllowed, unreadable } from "./lib/auth/problem.ts";
import { isSameOrigin } from "./lib/auth/same-origin.ts";

/**
 * Does the work that every page needs and that depends only on the request. It gives each page a
 * Content-Security-Policy with a nonce of its own, which Next.js finds in the request and puts on
 * its scripts. It refuses a request of another site's page to a server action, a body that no
 * action can read, and a method that no page takes. Next.js also compares Origin with Host, but
 * answers 500, and lets a request without Origin pass. It answers 500 to a form that it can't read,
 * and it shows a page to PUT.
 *
 * It doesn't check the session. A check here would be far from the data that it guards, so a
 * refactoring of routes could bypass it, and it would ask Redis once more. lib/auth/guard.ts
 * decides beside the data. Headers that are the same for every answer are in next.config.ts, where
 * they cost nothing.
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
 * To answer an action that redirects, Next.js asks itself for the target page, with the cookie that
 * the answer has not yet brought to the browser (createRedirectRenderResult). So a new token would
 * count as shown before the browser has it. The session that it replaces would end, and if the
 * answer is lost, the person is signed out. Without a page from here, the browser follows the
 * redirect itself. It then also loads the whole page, so nothing remains of the pages that the
 * previous person saw.
 */
const unfollowed = () => new Response(null, { status: 204 });

const allow = "GET, HEAD, OPTIONS, POST";

export const config = {
  // Only paths that may be a page, because each request costs 0.3 to 0.6 ms of CPU. Each name is
  // anchored, because otherwise /proofs would be left out.
  matcher: [
    { source: "/((?!api/|proof$|lessons/code/|\\.well-known/|_next/static/|_next/image$|icon\\.svg$).*)" },
  ],
};
