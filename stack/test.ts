import { rm } from "node:fs/promises";
import path from "node:path";
import { defaultStateDir, root } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { type Count, one, sum, vitestCount } from "./testing/count.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

const own = new OwnStack("test", {
  PORT: 8180,
  APP_PORT: 3201,
  IDP_PORT: 8190,
  SENTINEL_PORT: 26501,
  REDIS_PORT: 6501,
});

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
    counts.push(await own.test("End-to-end tests", await prepareBuild(), reports));
    // On the same ports, which are free by now, with a state folder of its own.
    const proof = [bin("tsx"), path.join(root, "proof/run.ts"), ...campaign] as const;
    counts.push(one(await tool("Fault campaign", [...proof], { STATE_DIR: "" })));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts.push(one(false));
  }
  return sum(counts);
}

await summarize(main);
