import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Results } from "../results.ts";
import { tables } from "./tables.ts";

/** Removes the padding that the formatter adds to tables. */
const unpadded = (text: string | undefined) => text?.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

test("every figure of the tables in docs/performance.md comes from the committed results", () => {
  const results = JSON.parse(readFileSync("bench/report/results.json", "utf8")) as Results;
  const docs = readFileSync("docs/performance.md", "utf8");
  const [, figures] = /<!-- figures -->\n\n([\s\S]*)\n\n<!-- end of figures -->/.exec(docs) ?? [];
  expect(unpadded(figures)).toBe(unpadded(tables(results)));
});
