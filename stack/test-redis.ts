import { rm } from "node:fs/promises";
import path from "node:path";
import { findRedisServer, versionOfServer } from "./redis-server.ts";
import { defaultStateDir, root } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { note } from "./setup/progress.ts";
import { type Count, one, sum, vitestCount } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { serverSpecs } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

const own = new OwnStack(
  "test-redis",
  {
    PORT: 8480,
    APP_PORT: 3501,
    IDP_PORT: 8490,
    SENTINEL_PORT: 26701,
    REDIS_PORT: 6701,
  },
  demoBeside(),
);

/** All tests that ask a server something: the folders and files that hold them. */
const tests = [
  ...["lib/session", "lib/users", "lib/node", "lib/auth", "lib/cache", "lib/jobs", "controls"],
  ...["stack/failover.test.ts", "stack/upgrade.test.ts"],
];

/** Faults of Redis alone. The seed is always the same, so that a run that fails can be repeated. */
const campaign = [
  ...["--seed", "7", "--minutes", "1", "--only"],
  ...["kill the primary", "freeze the primary", "planned failover", "kill a replica"],
];

/**
 * Carries out `npm run test:redis -- FOLDER…`: it runs all tests that depend on the server, on the
 * one in each of these folders. Without a folder it uses the one that REDIS_BIN_DIR names, or the
 * one on PATH.
 */
async function main(): Promise<Count> {
  const folders = process.argv.slice(3);
  const counts: Count[] = [];
  for (const folder of folders.length > 0 ? folders : [process.env.REDIS_BIN_DIR ?? ""]) {
    // This is for this process and all that it starts. A path is relative to the folder in which
    // the command was given, as people write paths.
    process.env.REDIS_BIN_DIR = folder && path.resolve(process.env.INIT_CWD ?? root, folder);
    counts.push(await testServer());
  }
  return sum(counts);
}

/** A failed step fails the run; the later ones still tell what they can. */
async function testServer(): Promise<Count> {
  await prepareMachine({ withChromium: true });
  const server = await findRedisServer();
  if (server === undefined) throw new Error("There is no Redis server to test.");
  const { name, version } = await versionOfServer(server);
  const on = `${name} ${version}`;
  note(`On ${on} (${server}):`);
  const reports = path.join(defaultStateDir, "reports-on-servers", `${name}-${version}`);
  await rm(reports, { recursive: true, force: true });

  const file = path.join(reports, "vitest.json");
  const ok = await tool(`Unit and integration tests on ${on}`, [
    ...([bin("vitest"), "run", ...tests] as const),
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
  ]);
  const counts = [await vitestCount(file, ok)];
  try {
    counts.push(await own.test(`Failover claims on ${on}`, await prepareBuild(), reports, serverSpecs));
    // The campaign uses the same ports, which are free by now, and a state folder of its own.
    const proof = [bin("tsx"), path.join(root, "proof/run.ts"), ...campaign] as const;
    counts.push(one(await tool(`Fault campaign on ${on}`, [...proof], { STATE_DIR: "" })));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts.push(one(false));
  }
  return sum(counts);
}

await summarize(main);
