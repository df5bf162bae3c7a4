/** A page sends this header with a request that it makes by itself, and no person asked for. */
export const byItselfHeader = "x-by-itself";

/**
 * The same for a request to which we can't add a header: a refresh by the router. The prefix
 * `__Host-` keeps other hosts from setting the cookie.
 */
export const byItselfCookie = (https: boolean) => (https ? "__Host-by-itself" : "by-itself");

/**
 * Whether a request says that a page made it by itself. Such a request leaves the session's idle
 * end where it is. The site takes every other request for a person's. So a page's claim can only
 * shorten a session.
 */
export function isByItself(
  headers: Pick<Headers, "get" | "has">,
  cookies: { has(name: string): boolean },
  https: boolean,
): boolean {
  // A browser's prefetch is not a person's request either.
  if (headers.has(byItselfHeader) || headers.get("sec-purpose")?.startsWith("prefetch")) return true;
  return cookies.has(byItselfCookie(https));
}
