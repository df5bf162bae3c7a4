import { env } from "../env.ts";

/**
 * Whether a request that changes something may have come from a page of this site. Browsers send
 * Sec-Fetch-Site, and older ones send Origin with every cross-site POST. Scripts send neither, and
 * carry only cookies that they were given.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  return origin === null || origin === new URL(env().SITE_URL).origin;
}
