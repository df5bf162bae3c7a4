import { expect, it } from "vitest";
import { blockListOf, parseRanges } from "./ranges.ts";

it("addresses and ranges of both versions are taken, each with its length", () => {
  expect(parseRanges(" 10.0.0.5 , 192.0.2.0/24,2001:DB8::/32, ::1")).toEqual({
    ranges: ["10.0.0.5/32", "192.0.2.0/24", "2001:db8::/32", "::1/128"],
  });
});

it.each([
  ["proxy.example", "neither an address"],
  ["10.0.0.0/8/8", "neither an address"],
  ["10.0.0.0/8; include x", "no number"],
  ["10.0.0.0/", "no number"],
  ["10.0.0.0/33", "up to 32"],
  ["2001:db8::/129", "up to 128"],
  ["fe80::1%eth0", "neither an address"],
  ["[::1]", "neither an address"],
  ["10.0.0.1,", "neither an address"],
  ["0.0.0.0/0", "all addresses"],
  ["::/0", "all addresses"],
])("%j is refused: %s", (text, problem) => {
  expect(parseRanges(text)).toEqual({ problem: expect.stringContaining(problem) });
});

it("an IPv4 address is in its range in both spellings", () => {
  const list = blockListOf(["192.0.2.0/24"]);
  expect(list.check("192.0.2.9")).toBe(true);
  expect(list.check("::ffff:192.0.2.9", "ipv6")).toBe(true);
  expect(list.check("192.0.3.9")).toBe(false);
});
