import { env } from "../env.ts";

/**
 * Whether a request that changes something may have come from a page of this site. Browsers send
 * Sec-Fetch-Site, older ones Origin with every cross-site POST; scripts send neither and carry no
 * cookie that they weren't given.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  return origin === null || origin === new URL(env().SITE_URL).origin;
}
