import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** The settings that decide whether others reach a site. */
export interface Reach {
  /** The address that browsers use. */
  readonly siteUrl: string;
  /** The address on which nginx takes requests. */
  readonly listen: string;
}

/**
 * Whether this machine alone reaches the site. Only there may anyone break the stack, or read all
 * mail on the page /outbox.
 */
export const isOwn = ({ siteUrl, listen }: Reach): boolean =>
  URL.canParse(siteUrl) && isLoopback(new URL(siteUrl).hostname) && isLoopback(listen);

/** Whether a host or an address, in brackets or without, is this machine's own and no other's. */
function isLoopback(host: string): boolean {
  const bare = host
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  const family = isIP(bare);
  return family !== 0 && loopback.check(bare, family === 6 ? "ipv6" : "ipv4");
}
