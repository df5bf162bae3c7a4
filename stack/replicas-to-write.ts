import { replicasToWrite, replicasToWriteSetting } from "../lib/session/config/replicas-to-write.ts";
import { StackError } from "./stack.ts";

/**
 * Checks what a node says its value is. Only the operator can ask: the app's user may
 * not read the configuration.
 * @throws {StackError} when it is lower than the number of replicas needs, or
 * when the node didn't say.
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
