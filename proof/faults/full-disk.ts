import { fillDisk } from "../../lib/session/testing/full-disk.ts";
import { election, family } from "./fault.ts";

/**
 * Redis refuses writes, and PING too, so the Sentinels depose it. The fault kills it and replaces
 * its disk before it comes back.
 */
export const fullDisk = {
  "the primary's disk is full": family("Redis itself")(
    { served: true, weight: 1, reachesDisks: true },
    async (scene) => {
      await scene.onRedis(scene.primary, (operator) => fillDisk({ operator }));
      await scene.hold(...election);
      await scene.stack.loseDisk(scene.primary);
    },
  ),
};
