/**
 * Redis's setting: with fewer replicas connected, a primary refuses writes, and reads that a
 * deposed primary must not answer.
 */
export const replicasToWriteSetting = "min-replicas-to-write";

/**
 * The value that the setting must have at the least: half the number of replicas, rounded up. The
 * primary and that many replicas are more than half of all nodes. With one less, a primary that
 * is cut off together with some of three replicas or more would go on beside the one that is
 * elected among the others, and a node of the app on its side would accept revoked sessions for
 * as long as the cut lasts.
 */
export const replicasToWrite = (replicas: number): number => Math.ceil(replicas / 2);
