import { replicasToWriteSetting } from "../../lib/session/config/replicas-to-write.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { awaitReplication } from "../../lib/session/testing/settle.ts";
import { assertReplicasToWrite } from "../replicas-to-write.ts";
import type { Settings } from "../settings.ts";
import { type Part, type PartKind, partsOf } from "../topology.ts";
import { assertPortsFree } from "./assert-ports-free.ts";
import { loopback } from "./driver.ts";
import type { Processes } from "./processes.ts";

/** The order is from the inside outwards: each kind needs those before it. */
export const startOrder: readonly PartKind[] = [
  "redis",
  "sentinel",
  "identity-provider",
  "app",
  "service",
  "load-balancer",
];

/**
 * Starts the parts that don't run, and waits until all of them answer.
 * @param connect Brings up the network between them, once the ports are known to be free.
 */
export async function startParts(
  parts: readonly Part[],
  processes: Processes,
  connect: () => Promise<void>,
): Promise<void> {
  const missing = await processes.missing(parts);
  await assertPortsFree(missing);
  const fresh = partsOf(missing, "redis").length === partsOf(parts, "redis").length;
  await connect();
  for (const part of parts) await processes.thawIfFrozen(part);
  for (const kind of startOrder) {
    const ofKind = partsOf(missing, kind);
    // The first Redis node is the primary of a first start. The replicas then find it and needn't
    // try again.
    if (kind === "redis") for (const part of ofKind) await processes.launch(part, fresh);
    else await Promise.all(ofKind.map((part) => processes.launch(part, fresh)));
  }
  await Promise.all(parts.map((part) => processes.awaitUp(part)));
}

/**
 * Waits until a login can be made durable and a failover could happen.
 * @throws {StackError} naming the first node that would take writes with too few replicas.
 */
export async function awaitDurability(parts: readonly Part[], { secrets }: Settings): Promise<void> {
  const nodes = partsOf(parts, "redis");
  await awaitReplication(secrets, {
    sentinels: partsOf(parts, "sentinel").map(({ port }) => ({ host: loopback, port })),
    replicas: nodes.length - 1,
  });
  for (const { name, port } of nodes) {
    const [, value] = await asOperator(
      { host: loopback, port },
      secrets.REDIS_OPERATOR_PASSWORD,
      (redis) => redis.config("GET", replicasToWriteSetting) as Promise<string[]>,
    );
    assertReplicasToWrite(name, value, nodes.length - 1);
  }
}
