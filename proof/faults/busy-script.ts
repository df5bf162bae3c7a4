import { setTimeout as pause } from "node:timers/promises";
import { family } from "./fault.ts";

/**
 * Milliseconds: below the 3 s after which the Sentinels hold a node to be down that answers PING
 * with BUSY.
 */
const busyFor = [1500, 2200] as const;
/** Milliseconds after which Redis says that it is busy instead of nothing; 5,000 by default. */
const threshold = 100;
const setting = "busy-reply-threshold";

/** Redis does one thing at a time, so a script of somebody else's holds all others up. */
export const busyScript = {
  "a script keeps the primary busy": family("Redis itself")({ served: true, weight: 1 }, (scene) =>
    scene.onRedis(scene.primary, async (redis) => {
      const [, before = "5000"] = (await redis.config("GET", setting)) as string[];
      const runaway = redis.duplicate();
      runaway.on("error", () => {});
      try {
        await redis.config("SET", setting, threshold);
        const ran = runaway.eval("while true do end", 0).catch(() => {});
        await pause(scene.random.between(...busyFor));
        // A Sentinel may have been quicker.
        await redis.script("KILL").catch(() => {});
        await ran;
        await redis.config("SET", setting, before);
      } finally {
        runaway.disconnect();
      }
      await scene.hold(0.5, 1.5);
    }),
  ),
};
