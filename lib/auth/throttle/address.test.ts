import { expect, it } from "vitest";
import { blockListOf } from "../../env/ranges.ts";
import { addressOf } from "./address.ts";

const from = (value?: string, proxies: readonly string[] = []) =>
  addressOf(new Headers(value === undefined ? {} : { "x-forwarded-for": value }), blockListOf(proxies));

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["", "unknown"],
])("%j comes from %s: only what the load balancer wrote counts", (header, address) => {
  expect(from(header)).toBe(address);
});

it("two addresses of one IPv6 network are one, of two networks two", () => {
  expect(from("2001:db8:1:2::9")).toBe(from("2001:db8:1:2:ffff::1"));
  expect(from("2001:db8:1:2::9")).not.toBe(from("2001:db8:1:3::9"));
});

it("a request past the load balancer comes from one unknown place", () => {
  expect(from()).toBe("unknown");
});

it.each([
  ["203.0.113.7, 10.0.0.1", "203.0.113.7", "one trusted proxy"],
  ["203.0.113.7, 10.0.0.1, 2001:db8::9", "203.0.113.7", "two trusted proxies"],
  ["198.51.100.1, 203.0.113.7, ::ffff:10.0.0.1", "203.0.113.7", "a client that claims another address"],
  ["10.0.0.9, 203.0.113.7, 10.0.0.1", "203.0.113.7", "a client that claims to be a trusted proxy"],
  ["203.0.113.7, 192.0.2.1", "192.0.2.1", "a proxy that nobody trusts"],
  ["203.0.113.7, gibberish, 10.0.0.1", "gibberish", "an entry that a trusted proxy wrote so"],
  ["10.0.0.1", "10.0.0.1", "a trusted proxy that asks for itself"],
])("%j comes from %s: %s", (header, address) => {
  expect(from(header, ["10.0.0.0/8", "2001:db8::/32"])).toBe(address);
});
