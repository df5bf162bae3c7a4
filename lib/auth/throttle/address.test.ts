import { expect, it } from "vitest";
import { addressOf } from "./address.ts";

const from = (value?: string) =>
  addressOf(new Headers(value === undefined ? {} : { "x-forwarded-for": value }));

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
