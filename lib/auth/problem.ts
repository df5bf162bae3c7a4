/** An error answer as RFC 9457 has it. */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { type: "about:blank", title, status, detail },
    {
      status,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    },
  );
}

/** 503: Redis can't say. Nobody is signed out by it, and the cookie stays. */
export function unavailable(retryAfter: number): Response {
  return problem(
    503,
    "Sessions can't be checked right now",
    `The session store did not answer, so nothing was changed and nobody was signed out. Try again in ${retryAfter} s.`,
    { "retry-after": String(retryAfter) },
  );
}

/** 403: a page of another site sent this. */
export function crossSite(): Response {
  return problem(
    403,
    "Cross-site request",
    "This request came from a page of another site. Send it from a page of this one.",
  );
}
