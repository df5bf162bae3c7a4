import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { playwrightCount, playwrightFiles, vitestCount } from "./count.ts";

async function report(content: object): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "unstuck-report-")), "report.json");
  await writeFile(file, JSON.stringify(content));
  return file;
}

it("a run that failed without a failed test counts as one failure", async () => {
  const file = await report({ numPassedTests: 5, numFailedTests: 0 });
  expect(await vitestCount(file, true)).toEqual({ passed: 5, failed: 0 });
  expect(await vitestCount(file, false)).toEqual({ passed: 5, failed: 1 });
});

it("a run that left no report counts as one failure, even if it claims to have gone well", async () => {
  expect(await vitestCount("/nowhere/report.json", true)).toEqual({ passed: 0, failed: 1 });
  expect(await playwrightCount("/nowhere/report.json", true)).toEqual({ passed: 0, failed: 1 });
});

it("a claim that held only at the second try counts as failed", async () => {
  const file = await report({ stats: { expected: 3, unexpected: 1, flaky: 1 } });
  expect(await playwrightCount(file, false)).toEqual({ passed: 3, failed: 2 });
});

it("Playwright's tests are counted by file, those in groups too, and the skipped not at all", async () => {
  const spec = (file: string, ...statuses: string[]) => ({
    file,
    tests: statuses.map((status) => ({ status })),
  });
  const suites = [
    {
      specs: [spec("a.spec.ts", "expected")],
      suites: [{ specs: [spec("a.spec.ts", "unexpected", "skipped")] }],
    },
    { specs: [spec("b.spec.ts", "expected", "expected")] },
  ];
  expect(await playwrightFiles(await report({ suites }))).toEqual([
    { name: "a.spec.ts", passed: 1, failed: 1 },
    { name: "b.spec.ts", passed: 2, failed: 0 },
  ]);
  expect(await playwrightFiles("/nowhere/report.json")).toEqual([]);
});
