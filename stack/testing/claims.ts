import path from "node:path";
import { note } from "../setup/progress.ts";
import { type Count, playwrightCount, playwrightFiles } from "./count.ts";
import { bin, tool } from "./tool.ts";

/** More files than this that fail together are no accident. */
const fewAtMost = 4;
const times = 3;

/**
 * Runs the end-to-end tests on the stack that is up. Where few fail, their files are run three times more: only if everything in them
 * holds each time is the failure put down to the machine, which others share. They are named then.
 * @param reports Where the runs' reports go.
 * @param specs The specs' names; all, if none is given.
 */
export async function testClaims(
  title: string,
  reports: string,
  specs: readonly string[] = [],
): Promise<Count> {
  const run = async (name: string, args: readonly string[]) => {
    const file = path.join(reports, `${name}.json`);
    const ok = await tool(title, [bin("playwright"), "test", ...args], { PLAYWRIGHT_JSON: file });
    return { ok, file, count: await playwrightCount(file, ok) };
  };
  // A trace of every test, in case it fails, takes a sixth of the time: only what failed is traced, when it runs again.
  const first = await run("playwright", [
    ...specs.map((name) => path.join("e2e", `${name}.spec.ts`)),
    ...["--trace", "off"],
  ]);
  if (first.ok) return first.count;
  const files = await playwrightFiles(first.file);
  const failed = files.filter((file) => file.failed > 0);
  if (failed.length === 0 || failed.length > fewAtMost) return first.count;
  const names = failed.map(({ name }) => name);
  note(`Again, ${times} times each, in case the machine was to blame: ${names.join(", ")}`);
  const again = await run("playwright-again", [
    ...names.map((name) => path.join("e2e", name)),
    ...["--repeat-each", String(times)],
  ]);
  if (!again.ok || again.count.passed === 0) return first.count;
  note(`Failed once and then held ${times} times: ${names.join(", ")}`);
  const others = files.filter((file) => file.failed === 0);
  return {
    passed: others.reduce((sum, { passed }) => sum + passed, 0) + again.count.passed / times,
    failed: 0,
  };
}
