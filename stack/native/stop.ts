import path from "node:path";
import { poll } from "../../lib/session/testing/poll.ts";
import type { Settings } from "../settings.ts";
import { step } from "../setup/progress.ts";
import type { Stack } from "../stack.ts";
import { ProcessRecords } from "./record.ts";

/**
 * Stops the `npm start` that runs the parts, and then every part, from any terminal. That
 * `npm start` would start a supervised part again.
 */
export async function stopSite({ stateDir }: Pick<Settings, "stateDir">, stack: Stack): Promise<void> {
  const records = new ProcessRecords(path.join(stateDir, "run"));
  const runner = await records.alive("runner");
  if (runner) {
    process.kill(runner.pid, "SIGTERM");
    await poll(async () => !(await records.alive("runner")), {
      // Each part has deadlines of its own for its end.
      timeoutMs: 90_000,
      promise: `\`npm start\` (pid ${runner.pid}) stops everything and ends`,
    });
  }
  await stack.down();
}

/** Stops the parts that an earlier run left behind if it was killed. */
export async function stopLeft(stack: Stack): Promise<void> {
  const left = (await stack.status()).filter(({ pid }) => pid !== null).map(({ name }) => name);
  if (left.length === 0) return;
  await step(`Stopping what an earlier run left: ${left.join(", ")}`, () => stack.down());
}
