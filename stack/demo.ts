import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** What decides whether others reach a site. */
export interface Reach {
  /** The address that browsers use. */
  readonly siteUrl: string;
  /** The address on which nginx takes requests. */
  readonly listen: string;
}

/**
 * Whether a site has the demo: as DEMO_MODE says, and otherwise only if this machine alone reaches it and there is a password for the
 * demo's accounts. On a site that others reach, everybody could break the stack and sign in as the demo's user.
 * @param given The settings, where an empty DEMO_PASSWORD leaves the demo out.
 */
export function demoMode(
  given: Readonly<Record<string, string | undefined>>,
  { siteUrl, listen }: Reach,
): string {
  const said = given.DEMO_MODE?.trim();
  if (said) return said;
  const isOwn = URL.canParse(siteUrl) && isLoopback(new URL(siteUrl).hostname) && isLoopback(listen);
  return isOwn && given.DEMO_PASSWORD?.trim() ? "on" : "off";
}

/** Whether a host or an address, in brackets or without, is this machine's own and nobody else's. */
function isLoopback(host: string): boolean {
  const bare = host
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  const family = isIP(bare);
  return family !== 0 && loopback.check(bare, family === 6 ? "ipv6" : "ipv4");
}

/** How to sign in, for who has just started a site. */
export function howToSignIn(siteUrl: string, demo: string, password: string): string {
  if (demo === "on") {
    return `  Sign in as   user@example.com      password  ${password}
          or   operator@example.com  (the same password)`;
  }
  return `  Create an account at ${siteUrl}/sign-up. There are no demo accounts: a site that others reach, or that has no
  DEMO_PASSWORD, has them only with DEMO_MODE=on.`;
}
