import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The files in which something failed once and then passed. None, if left out. */
  readonly flaky?: readonly string[];
}

/** The count of a step that is one claim by itself. */
export const one = (ok: boolean): Count => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

export const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((all, { passed }) => all + passed, 0),
  failed: counts.reduce((all, { failed }) => all + failed, 0),
  flaky: counts.flatMap(({ flaky = [] }) => flaky),
});

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

interface Suite {
  readonly specs: { file: string; tests: { status: string }[] }[];
  readonly suites?: Suite[] | undefined;
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(z.object({ file: z.string(), tests: z.array(z.object({ status: z.string() })) })),
    suites: z.array(suite).optional(),
  }),
);
const playwrightSuites = z.object({ suites: z.array(suite) });

const writtenCount = z.object({
  passed: z.number(),
  failed: z.number(),
  flaky: z.array(z.string()).default([]),
});

/**
 * The count that another test command wrote to its COUNT_FILE. A command that wrote none counts as
 * one failure.
 */
export async function readCount(file: string): Promise<Count> {
  const count = writtenCount.safeParse(await readReport(file));
  return count.success ? count.data : { passed: 0, failed: 1 };
}

/**
 * The count of Vitest's run. A run that failed without a failed test (a file that can't be loaded,
 * say) counts as one failure.
 */
export async function vitestCount(file: string, ok: boolean): Promise<Count> {
  const report = vitestReport.safeParse(await readReport(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = report.data;
  return atLeastOneFailed({ passed: numPassedTests, failed: numFailedTests }, ok);
}

export async function playwrightCount(file: string, ok: boolean): Promise<Count> {
  const report = playwrightReport.safeParse(await readReport(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.data.stats;
  return atLeastOneFailed({ passed: expected, failed: unexpected + flaky }, ok);
}

/** The same by the files of the tests; none if there is no report. */
export async function playwrightFiles(file: string): Promise<({ readonly name: string } & Count)[]> {
  const report = playwrightSuites.safeParse(await readReport(file));
  const specs = report.success ? report.data.suites.flatMap(specsIn) : [];
  const names = [...new Set(specs.map((spec) => spec.file))];
  return names.map((name) => {
    const tests = specs.filter((spec) => spec.file === name).flatMap((spec) => spec.tests);
    const count = (...wanted: string[]) => tests.filter(({ status }) => wanted.includes(status)).length;
    return { name, passed: count("expected"), failed: count("unexpected", "flaky") };
  });
}

const specsIn = ({ specs, suites = [] }: Suite): Suite["specs"] => [...specs, ...suites.flatMap(specsIn)];

const atLeastOneFailed = ({ passed, failed }: Count, ok: boolean): Count => ({
  passed,
  failed: ok ? failed : Math.max(failed, 1),
});

async function readReport(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
