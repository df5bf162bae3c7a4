import { replicasToWrite, replicasToWriteSetting } from "../config/replicas-to-write.ts";
import { loopback } from "./loopback.ts";
import type { RedisProcesses } from "./redis-process.ts";
import { awaitReplication } from "./settle.ts";

/**
 * Starts a primary, its replicas and their Sentinels, and waits until a login is durable
 * and a failover could happen.
 */
export async function startSentinelGroup(
  processes: RedisProcesses,
  [primary = 0, ...replicas]: readonly number[],
  sentinels: readonly number[],
): Promise<void> {
  const toWrite = `${replicasToWriteSetting} ${replicasToWrite(replicas.length)}`;
  await processes.node(primary, toWrite);
  await Promise.all(
    replicas.map((port) => processes.node(port, toWrite, `replicaof ${loopback} ${primary}`)),
  );
  await Promise.all(sentinels.map((port) => processes.sentinel(port, primary)));
  await awaitReplication(processes.passwords, {
    sentinels: sentinels.map((port) => ({ host: loopback, port })),
    replicas: replicas.length,
  });
}
