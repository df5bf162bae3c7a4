import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "./lib/auth/content-security-policy.ts";

/**
 * Gives each page a Content-Security-Policy with a nonce of its own, which Next.js puts on its scripts when it finds it in the
 * request. That is all that belongs here: it needs a value per request before the page renders, and no page must be forgotten.
 *
 * Who is asking isn't looked at: a check here would be far from what it guards, where a refactoring of routes passes it
 * by, and would ask Redis once more. lib/auth/guard.ts decides beside the data. Headers that are the same for every answer
 * stand in next.config.ts, where they cost nothing.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Only what may be a page: 0.3 to 0.6 ms of CPU a request.
  matcher: [{ source: "/((?!api/|proof|_next/static/|_next/image|icon.svg).*)" }],
};
