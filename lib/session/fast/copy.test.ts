import { expect, test } from "vitest";
import { copy, isPlain } from "./copy.ts";

const nested = {
  name: "Ada",
  roles: ["user", { of: null }],
  flags: { a: true, b: undefined, n: 1n },
  none: null,
};

test("a copy is equal, and no change of it reaches what it was made from", () => {
  const made = copy(nested);
  expect(made).toEqual(nested);
  const untouched = structuredClone(nested);
  made.roles.push("admin");
  (made.roles[1] as { of: unknown }).of = "changed";
  made.flags.a = false;
  expect(nested).toEqual(untouched);
});

test("only what a copy is true to is plain", () => {
  expect(isPlain(nested)).toBe(true);
  for (const value of [new Date(), new Map(), new Set(), Buffer.from("a"), new Error("a"), /a/])
    expect(isPlain({ list: [value] }), String(value)).toBe(false);
});
