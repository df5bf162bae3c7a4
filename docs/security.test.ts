import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const document = readFileSync(path.join(root, "docs/security.md"), "utf8");

interface Line {
  readonly item: string;
  readonly how: string;
  readonly code: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

const lines: Line[] = [...document.matchAll(/^\| (.+?) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)]
  .map(([, item = "", how = "", code = "", tests = ""]) => ({
    item,
    how,
    code: [...code.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
    tests: [...tests.matchAll(/`([^`]+)` "(.+?)"(?=<br>|$)/g)].map(([, file = "", title = ""]) => ({
      file,
      title,
    })),
  }))
  .filter(({ item, how }) => how !== "how" && !/^-+$/.test(item));

/**
 * The titles of the tests that a file runs: one that is skipped, or runs alone, isn't
 * written as `it(` or `test(`.
 */
function titlesIn(file: string): string[] {
  const source = readFileSync(path.join(root, file), "utf8");
  const calls = /(?<![\w.])(?:it|test)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g;
  return [...source.matchAll(calls)].map(([, , title = ""]) => title);
}

/** Whether `npm test` runs a file: by Vitest (vitest.config.ts) or by Playwright. */
const isRun = (file: string) =>
  /^(app|lib|demo|controls|stack|proof|bench|docs|services)\/.*\.test\.tsx?$/.test(file) ||
  /^e2e\/(demo\/)?[^/]+\.spec\.ts$/.test(file);

/** By chapter and section, how many requirements ASVS 5.0.0 has there. */
const asvs = {
  "V6.1": 3,
  "V6.2": 12,
  "V6.3": 8,
  "V6.4": 6,
  "V6.5": 8,
  "V7.1": 3,
  "V7.2": 4,
  "V7.3": 2,
  "V7.4": 5,
  "V7.5": 3,
  "V7.6": 2,
  "V3.3": 5,
  "V10.5": 5,
};

it("every requirement of ASVS 5.0.0 chapter 7 and of the sections 3.3, 6.1 to 6.5 and 10.5 has a line, and only one", () => {
  const wanted = Object.entries(asvs).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );
  const given = lines.map(({ item }) => item).filter((item) => /^V\d/.test(item));
  expect(given.sort()).toEqual(wanted.sort());
});

it("the tables were read (the control of those below)", () => {
  expect(lines.length).toBeGreaterThan(60);
  expect(titlesIn("lib/auth/iron.test.ts")).toContain(
    "a cookie shows nothing of its token, and an altered one is none",
  );
});

it.each(lines)("$item: its files exist, and its tests exist and run", ({ how, code, tests }) => {
  for (const file of code) expect(existsSync(path.join(root, file)), file).toBe(true);
  expect(tests.length > 0 || how.startsWith("Not met"), "a test, or why it isn't met").toBe(true);
  for (const { file, title } of tests) {
    expect(isRun(file), `${file} is run by npm test`).toBe(true);
    const [begin = "", rest] = title.split("…");
    const found = titlesIn(file).some((one) => (rest === undefined ? one === title : one.startsWith(begin)));
    expect(found, `${file} has a test "${title}"`).toBe(true);
  }
});
