import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultStateDir, root } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { type Count, one, sum, vitestCount } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { allSpecs, mainSpecs } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

const own = new OwnStack(
  "test",
  {
    PORT: 8180,
    APP_PORT: 3201,
    IDP_PORT: 8190,
    SENTINEL_PORT: 26501,
    REDIS_PORT: 6501,
  },
  demoBeside(),
);

/**
 * At least one fault of each family. They are among those that leave every request owed an answer
 * or excuse it clearly, on a slow machine too. `npm run proof` has all faults. The seed is always
 * the same, so that a run that fails can be repeated.
 */
const campaign = (minutes: number) => [
  ...["--seed", "7", "--minutes", String(minutes), "--rate", "30", "--only"],
  ...[
    "kill the primary",
    "planned failover",
    "kill the primary while its replicas lag",
    "kill a node",
    "kill a replica",
    "kill a Sentinel",
    "cut a node off from the primary",
    "reload nginx",
    "kill nginx and start it again",
    "no memory left, and nothing may be evicted",
    "freeze the primary, and kill a node as it comes back",
  ],
];

const { values: options } = parseArgs({
  options: { all: { type: "boolean", default: false }, rest: { type: "boolean", default: false } },
  allowPositionals: true,
});

/**
 * Whether this run has the tests of `npm test`, and whether it has those that `npm test` leaves
 * out. `npm run test:all` has both.
 */
const has = { main: !options.rest, rest: options.all || options.rest };

/** A failed step fails the run; the later ones still tell what they can. */
async function main(): Promise<Count> {
  await prepareMachine({ withChromium: true });
  const reports = path.join(defaultStateDir, "reports");
  await rm(reports, { recursive: true, force: true });

  const counts: Count[] = [];
  if (has.main) counts.push(one(await tool("Types, lint and format", ["npm", "run", "--silent", "check"])));
  counts.push(await unitTests(reports));
  try {
    const specs = (await allSpecs()).filter((name) => (mainSpecs.includes(name) ? has.main : has.rest));
    counts.push(await own.test("End-to-end tests", await prepareBuild(), reports, specs));
    const file = path.join(root, "proof/run.ts");
    if (existsSync(file)) {
      // The campaign uses the same ports, which are free by now, and a state folder of its own.
      const proof = [bin("tsx"), file, ...campaign(has.rest ? 2 : 1)] as const;
      counts.push(one(await tool("Fault campaign", [...proof], { STATE_DIR: "" })));
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts.push(one(false));
  }
  return sum(counts);
}

/**
 * Two of Vitest's projects (vitest.config.ts): `main`, and `long`, which has the
 * test files that take longest.
 */
async function unitTests(reports: string): Promise<Count> {
  const file = path.join(reports, "vitest.json");
  const projects = [...(has.main ? ["--project", "main"] : []), ...(has.rest ? ["--project", "long"] : [])];
  const ok = await tool("Unit and integration tests", [
    ...([bin("vitest"), "run", ...projects] as const),
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
  ]);
  return vitestCount(file, ok);
}

await summarize(main);
