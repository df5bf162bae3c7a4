import path from "node:path";
import { note } from "../setup/progress.ts";
import { type Count, playwrightCount, playwrightFiles } from "./count.ts";
import { specFiles } from "./spec-files.ts";
import { bin, tool } from "./tool.ts";

/** More files than this that fail together are no accident. */
const fewAtMost = 4;
const times = 3;

/**
 * Runs the end-to-end tests on the stack that is up. If few of them fail, their files run three
 * times more. Only if everything in them passes each time does this put the failure down to the
 * machine, which others share. Such a file is reported as flaky, with the trace of its failure.
 * @param reports The folder for the runs' reports. The traces of failed tests go into folders
 * beside it.
 * @param specs The specs' names; all, if none is given.
 */
export async function testClaims(
  title: string,
  reports: string,
  specs: readonly string[] = [],
): Promise<Count> {
  const run = async (name: string, args: readonly string[], trace: "light" | "full") => {
    const file = path.join(reports, `${name}.json`);
    const ok = await tool(title, [bin("playwright"), "test", ...args], {
      PLAYWRIGHT_JSON: file,
      PLAYWRIGHT_TRACE: trace,
      PLAYWRIGHT_OUTPUT: path.join(reports, name),
    });
    return { ok, file, count: await playwrightCount(file, ok) };
  };
  const known = await specFiles();
  const files = specs.map((name) => known.get(name) ?? path.join("e2e", `${name}.spec.ts`));
  const first = await run("playwright", files, "light");
  if (first.ok) return first.count;
  const ran = await playwrightFiles(first.file);
  const failed = ran.filter((file) => file.failed > 0);
  if (failed.length === 0 || failed.length > fewAtMost) return first.count;
  const names = failed.map(({ name }) => name);
  note(`Again, ${times} times each, in case the machine was to blame: ${names.join(", ")}`);
  const again = await run(
    "playwright-again",
    [...names.map((name) => path.join("e2e", name)), "--repeat-each", String(times)],
    "full",
  );
  if (!again.ok || again.count.passed === 0) return first.count;
  note(`Failed once and then held ${times} times: ${names.join(", ")}`);
  note(`What they did when they failed: ${path.join(reports, "playwright")}`);
  const others = ran.filter((file) => file.failed === 0);
  return {
    passed: others.reduce((sum, { passed }) => sum + passed, 0) + again.count.passed / times,
    failed: 0,
    flaky: names,
  };
}
