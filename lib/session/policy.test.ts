import { expect, test } from "vitest";
import { defaultPolicy, policy } from "./policy.ts";

test("the defaults stay within what OWASP and NIST SP 800-63B-4 allow", () => {
  const { idle, absolute } = policy();
  expect(idle).toBeLessThanOrEqual(30 * 60);
  expect(absolute).toBeLessThanOrEqual(8 * 3600);
});

test("a change leaves the other defaults as they are", () => {
  expect(policy({ cap: 3 })).toEqual({ ...defaultPolicy, cap: 3 });
});

test.each([
  [{ idle: 0 }, /idle must be above 0/],
  [{ absolute: -1 }, /absolute must be above 0/],
  [{ grace: Number.NaN }, /grace must be above 0/],
  [{ maxBytes: Number.POSITIVE_INFINITY }, /maxBytes must be above 0/],
  [{ idle: 61, absolute: 60 }, /idle \(61 s\) must not be above absolute \(60 s\)/],
  [{ slideShare: 1 }, /slideShare must be below 1/],
  [{ cap: 2.5 }, /cap must be a whole number/],
])("%j is refused by name", (change, message) => {
  expect(() => policy(change)).toThrow(message);
});
