import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Count } from "./count.ts";

/**
 * Does a test command's work. Its last line says how many passed and failed, and its exit code
 * whether any did. The file that COUNT_FILE names, if any, gets the same as JSON.
 * @param exitCodeOf The code for work that couldn't be done.
 */
export async function summarize(
  work: () => Promise<Count>,
  exitCodeOf: (error: unknown) => number = () => 1,
): Promise<void> {
  // Ctrl-C ends the tool that runs; this process goes on to clean up.
  process.on("SIGINT", () => {});
  try {
    const count = await work();
    const { passed, failed, flaky = [] } = count;
    process.exitCode = failed > 0 ? 1 : 0;
    const file = process.env.COUNT_FILE;
    if (file) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(count));
    }
    if (flaky.length > 0) console.log(`\nflaky: ${flaky.length} (${flaky.join(", ")})`);
    console.log(`\n${passed} passed, ${failed} failed`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = exitCodeOf(error);
    console.log("\n0 passed, 1 failed");
  }
}
