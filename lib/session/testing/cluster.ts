import type { Redis } from "ioredis";
import { freePorts } from "./free-ports.ts";
import { loopback } from "./loopback.ts";
import { poll } from "./poll.ts";
import { asOperator } from "./redis-admin.ts";
import type { RedisProcesses } from "./redis-process.ts";

const slots = 16_384;

/** Three primaries with one replica each. */
const size = 6;

/**
 * Free ports for the nodes of one Cluster. The nodes talk to each other on as many ports behind
 * them.
 */
export async function clusterPorts(): Promise<number[]> {
  const first = await freePorts(2 * size);
  return Array.from({ length: size }, (_, index) => first + index);
}

/**
 * Starts a Cluster of three primaries and three replicas on `clusterPorts`,
 * and waits until it serves.
 */
export async function startCluster(processes: RedisProcesses, ports: readonly number[]): Promise<void> {
  const primaries = ports.slice(0, 3);
  const ask = <T>(port: number, work: (redis: Redis) => Promise<T>) =>
    asOperator({ host: loopback, port }, processes.passwords.REDIS_OPERATOR_PASSWORD, work);

  await Promise.all(ports.map((port) => startClusterNode(processes, port)));
  for (const [index, port] of primaries.entries()) {
    const from = Math.floor((index * slots) / primaries.length);
    const to = Math.floor(((index + 1) * slots) / primaries.length) - 1;
    await ask(port, (redis) => redis.call("CLUSTER", "ADDSLOTSRANGE", from, to));
    await ask(port, (redis) => redis.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1));
  }
  const [first = 0] = ports;
  for (const port of ports.slice(1)) {
    await ask(first, (redis) => redis.call("CLUSTER", "MEET", loopback, port, port + size));
  }
  for (const port of ports) await poll(() => ask(port, knows(size)), promise(port, "knows all others"));
  for (const [index, port] of ports.slice(3).entries()) {
    const primary = await ask(primaries[index] ?? 0, (redis) => redis.call("CLUSTER", "MYID"));
    await ask(port, (redis) => redis.call("CLUSTER", "REPLICATE", String(primary)));
  }
  for (const port of primaries) {
    await poll(() => ask(port, serves), promise(port, "serves, and has a replica that keeps up"));
  }
}

/**
 * Starts a node for the first time, or again after it died. Its folder holds its identity and its
 * data.
 */
export async function startClusterNode(processes: RedisProcesses, port: number): Promise<void> {
  await processes.node(
    port,
    "cluster-enabled yes",
    // The default, port + 10000, may be taken. The ports of the run are known to be free up to
    // twice as far.
    `cluster-port ${port + size}`,
    // A dead primary is replaced after about 1.5 s instead of 20 s.
    "cluster-node-timeout 1000",
  );
}

const promise = (port: number, what: string) => ({
  timeoutMs: 15_000,
  promise: `Cluster node ${port} ${what}`,
});

const knows = (count: number) => async (redis: Redis) =>
  String(await redis.call("CLUSTER", "INFO")).includes(`cluster_known_nodes:${count}\r`);

const serves = async (redis: Redis) =>
  String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok") &&
  (await redis.info("replication")).includes("min_slaves_good_slaves:1");
