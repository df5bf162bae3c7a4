import { isIPv6 } from "node:net";

/**
 * Where a request came from, as the load balancer saw it: the last entry of X-Forwarded-For, since nginx overwrites what a
 * client claims there (nginx/nginx.conf), one trusted hop. Of an IPv6 address the network alone: whoever has one address has
 * the 2^64 beside it.
 */
export function addressOf(headers: Headers): string {
  const address = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIPv6(address) ? network(address) : address || "unknown";
}

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
