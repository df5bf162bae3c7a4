/** Sent with a request that a page makes by itself: no person asked for it. */
export const byItselfHeader = "x-by-itself";

/**
 * The same for a request that takes no header of ours, a refresh by the router. `__Host-`, so that
 * no other host can set it.
 */
export const byItselfCookie = (https: boolean) => (https ? "__Host-by-itself" : "by-itself");

/**
 * Whether a request says that a page made it by itself. It leaves the session's idle end
 * where it is; one that doesn't say so is taken for a person's. So what a page says here
 * can only shorten a session.
 */
export function isByItself(
  headers: Pick<Headers, "get" | "has">,
  cookies: { has(name: string): boolean },
  https: boolean,
): boolean {
  // What a browser fetches before anybody wants it is no person's request either.
  if (headers.has(byItselfHeader) || headers.get("sec-purpose")?.startsWith("prefetch")) return true;
  return cookies.has(byItselfCookie(https));
}
