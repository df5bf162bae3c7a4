import { StackError } from "./stack.ts";

/** Redis's setting: with fewer replicas connected, a primary refuses writes, and reads that a deposed primary must not answer. */
export const replicasToWriteSetting = "min-replicas-to-write";

/**
 * The value that the setting must have at the least: half the number of replicas, rounded up. The primary and that many replicas are more
 * than half of all nodes. With one less, a primary that is cut off together with some of three replicas or more would go on beside the
 * one that is elected among the others, and a node of the app on its side would accept revoked sessions for as long as the cut lasts.
 */
export const replicasToWrite = (replicas: number): number => Math.ceil(replicas / 2);

/**
 * Checks what a node says its value is. Only the operator can ask: the app's user may not read the configuration.
 * @throws {StackError} when it is lower than the number of replicas needs, or when the node didn't say.
 */
export function assertReplicasToWrite(node: string, value: string | undefined, replicas: number): void {
  const needed = replicasToWrite(replicas);
  if (Number(value) >= needed) return;
  throw new StackError(
    `${node} has ${replicasToWriteSetting} ${value ?? "(it didn't say)"}, but with ${replicas} replicas it must be at least ${needed} ` +
      "(half of them, rounded up). Otherwise a primary that is cut off together with some of its replicas goes on, and accepts " +
      `sessions that were revoked elsewhere. Set ${replicasToWriteSetting} ${needed} on every Redis node.`,
  );
}
