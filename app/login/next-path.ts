/** Where to go after the sign-in: a path of this site, or else the account. An address of another site is never followed. */
export function nextPath(asked: unknown): string {
  const fallback = "/account";
  if (typeof asked !== "string" || !asked.startsWith("/")) return fallback;
  // "//host" and "/\host" start with a slash and lead away; the URL parser knows every such form.
  const base = "http://unstuck.invalid";
  if (!URL.canParse(asked, base)) return fallback;
  const { origin, pathname, search, hash } = new URL(asked, base);
  // "/.//host" stays on this site as given, but its resolved path would be read as another host.
  return origin === base && !pathname.startsWith("//") ? pathname + search + hash : fallback;
}
