/** In characters. A page should not hold a longer address of a picture. */
const longest = 1000;

/**
 * The URL of a person's picture, as the identity provider says it (`picture`, OpenID Connect Core
 * 5.1), if a page may load it from there. Empty for everything else: browsers would tell that
 * server which person looks at which page, and when.
 * @param origins PICTURE_ORIGINS, which the Content-Security-Policy allows as well.
 */
export function pictureOf(claim: unknown, origins: readonly string[]): string {
  if (typeof claim !== "string" || claim.length > longest || !URL.canParse(claim)) return "";
  const { origin, username, password, href } = new URL(claim);
  return origins.includes(origin) && !username && !password ? href : "";
}
