import { loopback } from "../native/driver.ts";
import { awaitReplication } from "../native/settle.ts";
import { replicasToWrite, replicasToWriteSetting } from "../replicas-to-write.ts";
import type { RedisProcesses } from "./redis-process.ts";

/** Starts a primary, its replicas and their Sentinels, and waits until a login is durable and a failover could happen. */
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
  await awaitReplication(processes.secrets, {
    sentinels: sentinels.map((port) => ({ host: loopback, port })),
    replicas: replicas.length,
  });
}
