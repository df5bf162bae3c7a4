import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

/** How Vitest's run ended. A run that failed without a failed test (a file that can't be loaded, say) counts as one. */
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
