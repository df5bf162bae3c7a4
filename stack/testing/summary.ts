import type { Count } from "./count.ts";

/**
 * Does a test command's work. Its last line says how many passed and failed, and its exit code whether any did.
 * @param exitCodeOf The code for work that couldn't be done.
 */
export async function summarize(
  work: () => Promise<Count>,
  exitCodeOf: (error: unknown) => number = () => 1,
): Promise<void> {
  // Ctrl-C ends the tool that runs; this process goes on to clean up.
  process.on("SIGINT", () => {});
  try {
    const { passed, failed } = await work();
    process.exitCode = failed > 0 ? 1 : 0;
    console.log(`\n${passed} passed, ${failed} failed`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = exitCodeOf(error);
    console.log("\n0 passed, 1 failed");
  }
}
