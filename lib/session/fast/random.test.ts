import { randomFillSync } from "node:crypto";
import { expect, test, vi } from "vitest";
import { random } from "./random.ts";

// The module is watched and not replaced: bytes are taken from the buffer that it fills.
vi.mock("node:crypto", { spy: true });

test("no bytes are given twice, over many times of drawing", () => {
  const given = Array.from({ length: 5000 }, (_, i) => random(i % 2 ? 12 : 32));
  const starts = new Set(given.map((bytes) => bytes.subarray(0, 12).toString("hex")));
  expect(starts.size).toBe(5000);
  expect(given.map(({ length }) => length)).toEqual(given.map((_, i) => (i % 2 ? 12 : 32)));
});

test("what was given stays as it was, and changing it changes no other", () => {
  const one = random(16);
  const kept = one.toString("hex");
  const others = Array.from({ length: 600 }, () => random(16));
  expect(one.toString("hex")).toBe(kept);
  const before = others.map((bytes) => bytes.toString("hex"));
  one.fill(0);
  expect(others.map((bytes) => bytes.toString("hex"))).toEqual(before);
});

test("what was given is found nowhere in what was drawn", () => {
  const given = [random(12), random(32), random(32)];
  const pool = vi.mocked(randomFillSync).mock.lastCall?.[0] as Buffer;
  expect(
    pool.some((byte) => byte !== 0),
    "the rest is still there",
  ).toBe(true);
  for (const bytes of given) expect(pool.includes(bytes)).toBe(false);
});

test("every bit is as often 0 as 1", () => {
  const bytes = 200_000;
  let ones = Array.from({ length: 8 }, () => 0);
  for (let i = 0; i < bytes / 32; i += 1) {
    for (const byte of random(32)) ones = ones.map((count, bit) => count + ((byte >> bit) & 1));
  }
  // Seven standard deviations (224 each) give a false alarm in 10^11 runs, while a bit that never
  // changes is off by 100,000.
  for (const count of ones) expect(Math.abs(count - bytes / 2)).toBeLessThan(7 * Math.sqrt(bytes / 4));
});

test("as many as are drawn at once are given, and more are refused instead of fewer given", () => {
  expect(random(4096).length).toBe(4096);
  expect(() => random(4097)).toThrow(RangeError);
});
