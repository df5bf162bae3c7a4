/**
 * The address that a proxy asks about. nginx names it in one header. Traefik and Caddy write it in
 * three, and Envoy can be set to. A client can write these headers as well, so the site checks the
 * address against the ones that a sign-in may lead back to.
 */
export function askedAddress(headers: Pick<Headers, "get">): string | undefined {
  const original = headers.get("x-original-url");
  if (original) return original;
  const uri = headers.get("x-forwarded-uri");
  if (!uri?.startsWith("/")) return undefined;
  return `${headers.get("x-forwarded-proto")}://${headers.get("x-forwarded-host")}${uri}`;
}

/**
 * Whether this is a person's browser that opens a page. The site can send such a request to the
 * sign-in.
 */
export function opensPage(method: string, headers: Pick<Headers, "get">): boolean {
  const asked = headers.get("x-forwarded-method") ?? method;
  return /^(GET|HEAD)$/.test(asked) && (headers.get("accept") ?? "").includes("text/html");
}
