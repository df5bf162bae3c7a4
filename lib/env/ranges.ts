import { BlockList, isIP } from "node:net";

/**
 * Ranges of addresses, each with its length, or the problem of the text. The problem never quotes
 * the text.
 */
export type ParsedRanges = { ranges: readonly string[] } | { problem: string };

/**
 * Reads addresses and ranges such as `10.0.0.5, 192.0.2.0/24, 2001:db8::/32`. It refuses the range
 * of all addresses (`/0`): a site that trusts all addresses lets each client choose its own.
 */
export function parseRanges(text: string): ParsedRanges {
  const ranges: string[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    const [address = "", length, ...more] = item.split("/");
    const version = isIP(address);
    if (version === 0 || address.includes("%") || more.length > 0)
      return { problem: "has something in it that is neither an address nor a range of them" };
    const most = version === 4 ? 32 : 128;
    if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > most))
      return { problem: `has a range whose length is no number up to ${most}` };
    if (length !== undefined && Number(length) === 0)
      return {
        problem: "has the range of all addresses in it, from which any client could claim any address",
      };
    ranges.push(`${address.toLowerCase()}/${Number(length ?? most)}`);
  }
  return { ranges };
}

/**
 * A list that tells whether an address is in one of these ranges, which {@link parseRanges} gives.
 */
export function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.split("/");
    list.addSubnet(address, Number(length), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
