import { type BlockList, isIP, isIPv6 } from "node:net";
import { blockListOf } from "../../env/ranges.ts";
import { env } from "../../env.ts";
import { perProcess } from "../../node/per-process.ts";

/**
 * Where a request came from: the last entry of X-Forwarded-For that isn't a trusted proxy's
 * (TRUSTED_PROXIES). Each proxy adds the address of its client at the end. So an address that a
 * client invents stands before the client's real address, and this function never reaches it. nginx
 * overwrites the header with the one address that it found by the same rule (nginx/nginx.conf). An
 * IPv6 address is cut to its network: a client that has one address also has the 2^64 addresses
 * beside it. No round trip.
 */
export function addressOf(headers: Headers, proxies: BlockList = trustedProxies()): string {
  const entries = (headers.get("x-forwarded-for") ?? "").split(",").map((entry) => plain(entry.trim()));
  const address = entries.findLast((entry) => !isTrusted(entry, proxies)) ?? entries[0] ?? "";
  return isIPv6(address) ? network(address) : address || "unknown";
}

const trustedProxies = () => perProcess("trusted-proxies", () => blockListOf(env().TRUSTED_PROXIES));

function isTrusted(address: string, proxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && proxies.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** Turns an IPv4 address in IPv6 notation back into IPv4 notation. */
const plain = (address: string) => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** The first 64 bits. */
function network(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return `${[...left, ...Array<string>(zeros).fill("0"), ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
