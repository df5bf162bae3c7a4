import { rm } from "node:fs/promises";
import path from "node:path";
import { defaultStateDir, root } from "./settings.ts";
import { installNode } from "./setup/node-version.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { type Count, one, readCount, sum, vitestCount } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { nodeSpecs } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

const own = new OwnStack(
  "test-node",
  {
    PORT: 8580,
    APP_PORT: 3601,
    IDP_PORT: 8590,
    SENTINEL_PORT: 26801,
    REDIS_PORT: 6801,
  },
  demoBeside(),
);

const reports = path.join(defaultStateDir, "reports-on-nodes");

/**
 * Carries out `npm run test:node -- VERSION…`: it runs the unit and integration tests, a build and
 * the claims that depend on Node.js, on each of these versions. Without a version it uses the
 * Node.js that runs it.
 */
async function main(): Promise<Count> {
  const versions = process.argv.slice(3);
  if (versions.length === 0) return testThisNode();
  const counts: Count[] = [];
  for (const version of versions) counts.push(await testOn(version));
  return sum(counts);
}

/** Runs this very command on another Node.js, which all that it starts finds on PATH as well. */
async function testOn(version: string): Promise<Count> {
  const folder = await installNode(version);
  const file = path.join(reports, `count-${version}.json`);
  await rm(file, { force: true });
  await tool(
    `On Node.js ${version}`,
    [path.join(folder, "node"), path.join(root, "stack/bootstrap.mjs"), "test-node"],
    { PATH: `${folder}${path.delimiter}${process.env.PATH}`, COUNT_FILE: file, STATE_DIR: "" },
  );
  return readCount(file);
}

/** A failed step fails the run; the later one still tells what it can. */
async function testThisNode(): Promise<Count> {
  await prepareMachine({ withChromium: true });
  const folder = path.join(reports, process.versions.node);
  await rm(folder, { recursive: true, force: true });

  const file = path.join(folder, "vitest.json");
  const on = `on Node.js ${process.versions.node}`;
  const ok = await tool(`Unit and integration tests ${on}`, [
    ...([bin("vitest"), "run", "--project", "main"] as const),
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
  ]);
  const counts = [await vitestCount(file, ok)];
  try {
    counts.push(await own.test(`Claims ${on}`, await prepareBuild(), folder, nodeSpecs));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts.push(one(false));
  }
  return sum(counts);
}

await summarize(main);
