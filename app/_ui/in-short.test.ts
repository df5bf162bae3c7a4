import { expect, it } from "vitest";
import { inShort } from "./in-short.ts";

const rows = Array.from({ length: 14 }, (_, nth) => ({ nth, name: nth % 3 === 0 ? "Firefox" : "Safari" }));
const nameOf = ({ name }: { name: string }) => name;

it("a short list is shown row by row", () => {
  const { first, others } = inShort(rows.slice(0, 10), nameOf);
  expect(first).toHaveLength(10);
  expect(others).toEqual([]);
});

it("of a long one the first ten are, and the others by name: each row is there once, in its order", () => {
  const { first, others } = inShort(rows, nameOf);
  expect(first).toEqual(rows.slice(0, 10));
  expect(others.map(({ name }) => name)).toEqual(["Safari", "Firefox"]);
  expect(others.flatMap((group) => group.rows).map(({ nth }) => nth)).toEqual([10, 11, 13, 12]);
});
