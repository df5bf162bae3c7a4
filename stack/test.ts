import { rm } from "node:fs/promises";
import path from "node:path";
import { ScratchRedis } from "./control/scratch.ts";
import { openControl } from "./control.ts";
import { NativeStack } from "./native.ts";
import { defaultStateDir, readSettings, root } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { step } from "./setup/progress.ts";
import { testClaims } from "./testing/claims.ts";
import { type Count, vitestCount } from "./testing/count.ts";
import { bin, tool } from "./testing/tool.ts";

// A stack of its own, so that a running `npm start` isn't touched: other ports, another state folder, whatever .env says.
const stateDir = path.join(defaultStateDir, "test");
const presets = {
  PORT: "8180",
  APP_PORT: "3201",
  IDP_PORT: "8190",
  SENTINEL_PORT: "26501",
  REDIS_PORT: "6501",
  STATE_DIR: stateDir,
};
for (const [name, preset] of Object.entries(presets)) process.env[name] ||= preset;
process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;

const one = (ok: boolean): Count => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

async function endToEnd(reports: string, build: string): Promise<Count> {
  const settings = readSettings();
  const stack = new NativeStack(settings);
  // What an earlier run left behind, should it have been killed.
  await stack.down();
  await new ScratchRedis(settings).close();
  if (process.env.STATE_DIR === stateDir) await rm(stateDir, { recursive: true, force: true });
  await stack.release.select(build);
  const control = await openControl(stack, settings);
  try {
    await step("Starting the stack for the end-to-end tests", () => stack.up());
    return await testClaims("End-to-end tests", reports);
  } finally {
    await control.close();
    await step("Stopping the stack", () => stack.down());
  }
}

/**
 * Faults that leave every request owed an answer or excuse it clearly on a slow machine too; `npm run proof` has them all. Always
 * the same seed, so that a run that fails can be repeated.
 */
const campaign = [
  ...["--seed", "7", "--minutes", "2", "--only"],
  ...[
    "kill the primary",
    "freeze the primary",
    "planned failover",
    "kill the primary while its replicas lag",
  ],
  ...["kill a node", "kill a node and the primary", "kill a replica", "cut a node off from the primary"],
];

/** What `npm test` does. A failed step fails the run; the later ones still tell what they can. */
async function main(): Promise<Count> {
  // Ctrl-C ends the tool that runs; this process goes on to stop the stack.
  process.on("SIGINT", () => {});
  await prepareMachine({ withChromium: true });
  const reports = path.join(defaultStateDir, "reports");
  await rm(reports, { recursive: true, force: true });

  const counts = [one(await tool("Types, lint and format", ["npm", "run", "--silent", "check"]))];
  const file = path.join(reports, "vitest.json");
  const ok = await tool("Unit and integration tests", [
    bin("vitest"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  counts.push(await vitestCount(file, ok));
  try {
    counts.push(await endToEnd(reports, await prepareBuild()));
    // On the same ports, which are free by now, with a state folder of its own.
    const proof = [bin("tsx"), path.join(root, "proof/run.ts"), ...campaign] as const;
    counts.push(one(await tool("Fault campaign", [...proof], { STATE_DIR: "" })));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts.push(one(false));
  }
  return counts.reduce((sum, { passed, failed }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
  }));
}

try {
  const { passed, failed } = await main();
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  console.log("\n0 passed, 1 failed");
}
