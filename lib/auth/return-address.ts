import { env } from "../env.ts";

/** The base for parsing addresses: an address that leads away then shows by its origin. */
const base = "http://unstuck.invalid";

/**
 * Where the site may send a person after a sign-in: a path of this site, or an address on one of
 * `RETURN_ORIGINS`; undefined for all other addresses.
 */
export function returnAddress(asked: unknown): string | undefined {
  if (typeof asked !== "string" || !URL.canParse(asked, base)) return undefined;
  const { origin, pathname, search, hash } = new URL(asked, base);
  const rest = pathname + search + hash;
  if (asked.startsWith("/")) {
    // "//host" and "/\host" start with a slash and lead away. "/.//host" as given stays on this
    // site, but a browser would read the path that it resolves to as another host.
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
