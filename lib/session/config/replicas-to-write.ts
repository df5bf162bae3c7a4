/**
 * Redis's setting. With fewer replicas connected, a primary refuses writes, and also reads that a
 * deposed primary must not answer.
 */
export const replicasToWriteSetting = "min-replicas-to-write";

/**
 * The least value of the setting: half the number of replicas, rounded up. The primary and that
 * many replicas are more than half of all nodes. With one less and three replicas or more, a
 * primary that is cut off together with some of them would go on beside the new one that is elected
 * among the others. A node of the app on its side would accept revoked sessions for as long as the
 * cut lasts.
 */
export const replicasToWrite = (replicas: number): number => Math.ceil(replicas / 2);
