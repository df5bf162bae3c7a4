import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { clusterPorts, startCluster } from "../lib/session/testing/cluster.ts";
import { RedisProcesses } from "../lib/session/testing/redis-process.ts";
import { requireRedisServer } from "./redis-server.ts";
import { defaultStateDir } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { step } from "./setup/progress.ts";
import type { Count } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { allSpecs, specsOfTheSentinelGroup } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";

const own = new OwnStack(
  "test-cluster",
  {
    PORT: 8280,
    APP_PORT: 3401,
    IDP_PORT: 8290,
    SENTINEL_PORT: 26601,
    REDIS_PORT: 6601,
  },
  demoBeside(),
);

/**
 * Carries out `npm run test:cluster`: it runs the end-to-end tests of `npm test` with
 * REDIS_URL=redis+cluster://… and nothing else changed. Faults of a Cluster's own nodes are in
 * `redis-cluster-is-one-setting-away`, which is one of them. Names of specs after `--` choose those
 * alone.
 */
async function main(): Promise<Count> {
  const specs = await chosen(process.argv.slice(3));
  await prepareMachine({ withChromium: true });
  const reports = path.join(defaultStateDir, "reports-on-cluster");
  await rm(reports, { recursive: true, force: true });
  const build = await prepareBuild();
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-cluster-"));
  const redis = new RedisProcesses(folder, { server: await requireRedisServer() });
  try {
    const ports = await clusterPorts();
    await step("Starting the Redis Cluster", () => startCluster(redis, ports));
    process.env.REDIS_URL = redis.clusterUrl(ports);
    // For tests that look into Redis: e2e/fixtures/redis-nodes.ts.
    process.env.CLUSTER_NODES = ports.map((port) => redis.operatorUrl(port)).join(",");
    return await own.test("End-to-end tests on a Redis Cluster", build, reports, specs);
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The specs of these names; all that can be on a Cluster, if none is given.
 * @throws {Error} for a name that is none of them.
 */
async function chosen(names: readonly string[]): Promise<string[]> {
  const all = (await allSpecs()).filter((name) => !specsOfTheSentinelGroup.includes(name));
  const strange = names.find((name) => !all.includes(name));
  if (strange !== undefined)
    throw new Error(
      `No claim that can be on a Cluster is called "${strange}". These are: ${all.join(", ")}.`,
    );
  return names.length > 0 ? [...names] : all;
}

await summarize(main);
