import { fillDisk } from "../../lib/session/testing/full-disk.ts";
import { election, family } from "./fault.ts";

/**
 * Redis refuses writes, and PING too: the Sentinels depose it. It is killed and its disk replaced
 * before it comes back.
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
