import { replicasToWrite, replicasToWriteSetting } from "../lib/session/config/replicas-to-write.ts";
import { StackError } from "./stack.ts";

/**
 * Checks the value that a node reports. Only the operator can ask, because the app's user may not
 * read the configuration.
 * @throws {StackError} if the value is lower than this number of replicas needs, or if the node
 * didn't report it.
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
