import type { Durability } from "./batches.ts";
import type { Consensus } from "./consensus.ts";
import { NotDurable } from "./errors.ts";
import type { RedisTarget } from "./target.ts";

/**
 * Milliseconds of one WAIT; shorter than a write's deadline, so that a lagging replica
 * leaves time for the answer.
 */
export const waitTimeout = 1000;
/**
 * Where Sentinels say which replicas are needed, that may change meanwhile: right after an election
 * two are still asked for and only one is left, which held up writes for a whole WAIT.
 */
const waitSlice = 200;

/** Which replicas must have a write before it is acknowledged. */
export interface Acknowledgement {
  /**
   * How many replicas it takes.
   * @param stated How many the address of the deployment states (`replicas=`), 0 without.
   * @param inStep How many the Sentinels hold to be up and in step, 0 where there are none.
   */
  needed(stated: number, inStep: number): number;
  /**
   * Whether the Sentinels' replicas in step are waited for by name: the right
   * number of others is not enough.
   */
  readonly byName: boolean;
}

/**
 * Every replica that the Sentinels consider up and in step: whichever of them
 * is promoted has the write.
 */
export const everyReplicaInStep: Acknowledgement = {
  needed: (stated, inStep) => Math.max(stated, inStep),
  byName: true,
};

/**
 * What a write needs at a deployment. @param consensus What its Sentinels say, where there are any.
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
