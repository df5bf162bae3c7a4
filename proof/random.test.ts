import { expect, it } from "vitest";
import { Random } from "./random.ts";

const thousand = (seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: 1000 }, () => random.weighted({ often: 3, seldom: 1 }));
};

it("gives the same schedule for the same seed, and another for another", () => {
  expect(thousand(7)).toEqual(thousand(7));
  expect(thousand(7)).not.toEqual(thousand(8));
});

it("chooses by weight", () => {
  const often = thousand(7).filter((name) => name === "often").length;
  expect(often).toBeGreaterThan(700);
  expect(often).toBeLessThan(800);
});
