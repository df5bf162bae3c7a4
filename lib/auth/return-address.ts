import { env } from "../env.ts";

/** Addresses are read against this one, so that whatever leads away is seen by its origin. */
const base = "http://unstuck.invalid";

/**
 * Where a person may be sent after a sign-in: a path of this site, or an address on one of
 * `RETURN_ORIGINS`; undefined for what leads anywhere else.
 */
export function returnAddress(asked: unknown): string | undefined {
  if (typeof asked !== "string" || !URL.canParse(asked, base)) return undefined;
  const { origin, pathname, search, hash } = new URL(asked, base);
  const rest = pathname + search + hash;
  if (asked.startsWith("/")) {
    // "//host" and "/\host" start with a slash and lead away. "/.//host" stays here as given, but a
    // browser would read what it resolves to as another host.
    return origin === base && !pathname.startsWith("//") ? rest : undefined;
  }
  if (!/^https?:\/\//i.test(asked)) return undefined;
  const { SITE_URL, RETURN_ORIGINS } = env();
  if (origin === SITE_URL) return returnAddress(rest);
  return RETURN_ORIGINS.includes(origin) ? origin + rest : undefined;
}

/**
 * The page that signs a person in and then leads to `address`, as a link that works from anywhere.
 */
export function signInAddress(address: string | undefined): string {
  return `${env().SITE_URL}/login${address === undefined ? "" : `?next=${encodeURIComponent(address)}`}`;
}
