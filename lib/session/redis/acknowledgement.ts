import type { Durability } from "./batches.ts";
import type { Consensus } from "./consensus.ts";
import { NotDurable } from "./errors.ts";
import type { RedisTarget } from "./target.ts";

/**
 * Milliseconds of one WAIT. It is shorter than a write's deadline, so that a lagging replica leaves
 * time for the answer.
 */
export const waitTimeout = 1000;
/**
 * The WAIT of a deployment with Sentinels is shorter, since the number of replicas needed may
 * change meanwhile. Right after an election two were still needed and only one was left, which held
 * up writes for a whole WAIT.
 */
const waitSlice = 200;

/** Which replicas must have a write before it is acknowledged. */
export interface Acknowledgement {
  /**
   * How many replicas must have a write.
   * @param stated The number that the deployment's address states (`replicas=`), 0 without.
   * @param inStep The number that the Sentinels consider up and in step, 0 without Sentinels.
   */
  needed(stated: number, inStep: number): number;
  /**
   * Whether a write waits for the Sentinels' replicas in step by name. Then the right number of
   * other replicas is not enough.
   */
  readonly byName: boolean;
}

/**
 * Every replica that the Sentinels consider up and in step, so that each replica that they may
 * promote has the write.
 */
export const everyReplicaInStep: Acknowledgement = {
  needed: (stated, inStep) => Math.max(stated, inStep),
  byName: true,
};

/**
 * The durability that a write needs at a deployment.
 * @param consensus The view of the deployment's Sentinels, if it has any.
 */
export const durabilityBy = (
  acknowledgement: Acknowledgement,
  target: RedisTarget,
  consensus: Consensus | undefined,
): Durability => ({
  needed: () => acknowledgement.needed(target.replicas, consensus?.replicasInStep ?? 0),
  named: consensus && acknowledgement.byName ? () => consensus.named : undefined,
  shortfall: (have, need) => new NotDurable(have, need),
  waitTimeout: consensus ? waitSlice : waitTimeout,
});
