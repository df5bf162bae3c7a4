/** Which replicas must have a write before it is acknowledged. */
export interface Acknowledgement {
  /**
   * How many replicas it takes.
   * @param stated How many the address of the deployment states (`replicas=`), 0 without.
   * @param inStep How many the Sentinels hold to be up and in step, 0 where there are none.
   */
  needed(stated: number, inStep: number): number;
  /** Whether the Sentinels' replicas in step are waited for by name: the right number of others is not enough. */
  readonly byName: boolean;
}

/** Every replica that the Sentinels consider up and in step: whichever of them is promoted has the write. */
export const everyReplicaInStep: Acknowledgement = {
  needed: (stated, inStep) => Math.max(stated, inStep),
  byName: true,
};
