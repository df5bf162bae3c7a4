import { rm } from "node:fs/promises";
import path from "node:path";
import { PostgresServer } from "../lib/users/testing/postgres-server.ts";
import { defaultStateDir } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import type { Count } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { allSpecs, directorySpecs } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";

const own = new OwnStack(
  "test-postgres",
  {
    PORT: 8780,
    APP_PORT: 3801,
    IDP_PORT: 8790,
    SENTINEL_PORT: 27001,
    REDIS_PORT: 7001,
  },
  demoBeside(),
);

/**
 * Carries out `npm run test:postgres`: it runs the end-to-end tests that use the user directory,
 * with DATABASE_URL=postgres://… and nothing else changed. Names of specs after `--` choose those
 * instead.
 */
async function main(): Promise<Count> {
  const specs = process.argv.slice(3);
  const strange = specs.filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Error(`There is no claim called ${strange.join(" or ")}.`);
  await prepareMachine({ withChromium: true });
  const reports = path.join(defaultStateDir, "reports-on-postgres");
  await rm(reports, { recursive: true, force: true });
  const build = await prepareBuild();
  const server = await PostgresServer.start();
  if (!server) throw new Error("There is no PostgreSQL to test on. Install it: apt-get install postgresql.");
  try {
    process.env.DATABASE_URL = await server.database();
    const wanted = specs.length > 0 ? specs : directorySpecs;
    return await own.test("End-to-end tests with users in PostgreSQL", build, reports, wanted);
  } finally {
    await server.end();
  }
}

const names = await allSpecs();
await summarize(main);
