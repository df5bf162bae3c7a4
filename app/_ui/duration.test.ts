import { expect, it } from "vitest";
import { inWords } from "./duration.ts";

it.each([
  [0, "less than a minute"],
  [-5_000, "less than a minute"],
  [59_000, "less than a minute"],
  [60_000, "1 minute"],
  [30 * 60_000, "30 minutes"],
  [(7 * 60 + 58) * 60_000, "7 hours 58 minutes"],
  [25 * 3_600_000, "1 day 1 hour"],
])("says %i ms as %s", (ms, words) => {
  expect(inWords(ms)).toBe(words);
});
