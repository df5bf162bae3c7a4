import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";
import { freePorts } from "./free-ports.ts";
import { RedisProcesses } from "./redis-process.ts";
import { startSentinelGroup } from "./sentinel-group.ts";

/** The app's address of each deployment, as in REDIS_URL. */
export interface RedisUrls {
  readonly standalone: string;
  readonly sentinel: string;
  readonly cluster: string;
}

/** The operator's address of every single node. */
export interface OperatorUrls {
  readonly standalone: string;
  /** The nodes of the Sentinel deployment; the first is primary at the start. */
  readonly sentinel: readonly string[];
  readonly sentinels: readonly string[];
  /** Three primaries, then their replicas in the same order. */
  readonly cluster: readonly string[];
}

declare module "vitest" {
  export interface ProvidedContext {
    redisUrls: RedisUrls;
    operatorUrls: OperatorUrls;
  }
}

/** Starts all three kinds of Redis deployment for the tests, and stops them after the last one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-redis-"));
  const processes = new RedisProcesses(folder);
  const teardown = async () => {
    await processes.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await startAll(project, processes);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

async function startAll(project: TestProject, processes: RedisProcesses): Promise<void> {
  const first = await freePorts(19);
  const range = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => first + from + index);
  const [standalone = 0] = range(0, 1);
  const nodes = range(1, 3);
  const sentinels = range(4, 3);
  // The Cluster's nodes talk to each other on six more ports above these.
  const cluster = range(7, 6);

  await Promise.all([
    // A standalone node has no replica to wait for.
    processes.node(standalone, "min-replicas-to-write 0"),
    startSentinelGroup(processes, nodes, sentinels),
    startCluster(processes, cluster),
  ]);

  project.provide("redisUrls", {
    standalone: processes.appUrl(standalone),
    sentinel: processes.sentinelUrl(sentinels),
    cluster: processes.clusterUrl(cluster),
  });
  const operators = (ports: readonly number[]) => ports.map((port) => processes.operatorUrl(port));
  project.provide("operatorUrls", {
    standalone: processes.operatorUrl(standalone),
    sentinel: operators(nodes),
    sentinels: operators(sentinels),
    cluster: operators(cluster),
  });
}
