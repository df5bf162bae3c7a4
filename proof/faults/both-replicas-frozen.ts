import { family } from "./fault.ts";

/**
 * Seconds: longer than the 8 s for which a write waits, so that the site gives up some writes while
 * the replicas stand still.
 */
const pastTheDeadline = [9, 11] as const;

export const bothReplicasFrozen = {
  "freeze both replicas past the deadline of writes": family("replicas")(
    { served: false, weight: 1 },
    async (scene) => {
      for (const replica of scene.replicas) await scene.stack.freeze(replica);
      await scene.hold(...pastTheDeadline);
      for (const replica of scene.replicas) await scene.stack.thaw(replica);
    },
  ),
};
