/**
 * An address of the web, normalized, or its problem. The problem never quotes the address, because
 * it may contain a password.
 */
export type ParsedAddress = { address: string } | { problem: string };

/**
 * Reads an address such as `https://login.example.com/realm`: trimmed, its scheme and host in lower
 * case, its path as it was written.
 * @param part `origin` refuses a path and removes a slash at the end.
 */
export function parseAddress(text: string, part: "origin" | "path"): ParsedAddress {
  const trimmed = text.trim();
  // The platform's parser removes line ends in the middle, and reads `\` as `/`.
  if (/[\s\\]/.test(trimmed)) return { problem: "has a space, a line end or a backslash in it" };
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== "http" && scheme !== "https") return { problem: "must begin with http:// or https://" };
  if (!URL.canParse(trimmed)) {
    return { problem: "is no address: after the scheme come a host and a port, an IPv6 address in brackets" };
  }
  const { origin, username, password, pathname } = new URL(trimmed);
  if (username || password || /^[^/]*\/\/[^/?#]*@/.test(trimmed))
    return { problem: "has a user or a password in it, which it takes none of" };
  if (trimmed.includes("?")) return { problem: "has a query in it, which it takes none of" };
  if (trimmed.includes("#")) return { problem: "has a fragment in it, which it takes none of" };
  if (part === "origin") {
    return pathname === "/" ? { address: origin } : { problem: "has a path in it, which it takes none of" };
  }
  // OpenID Connect compares an issuer letter by letter, including the slash at its end.
  const path = /^[^/]*\/\/[^/]*(.*)$/.exec(trimmed)?.[1] ?? "";
  return { address: origin + path };
}
