import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { codeOf } from "../../app/(demo)/lessons/code.ts";

const root = path.join(import.meta.dirname, "../..");

it.each(Object.entries(codeOf))("%s names files that are there", (_slug, files) => {
  expect(files.length).toBeGreaterThan(2);
  expect(files.map((file) => file.path).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
