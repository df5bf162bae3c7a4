import { setTimeout as pause } from "node:timers/promises";
import { family } from "./fault.ts";

/**
 * Milliseconds: below the 3 s after which the Sentinels take a node that answers PING with BUSY for
 * down.
 */
const busyFor = [1500, 2200] as const;
/**
 * Milliseconds after which Redis answers that it is busy, instead of not at all; 5,000 by default.
 */
const threshold = 100;
const setting = "busy-reply-threshold";

/** Redis does one thing at a time, so another program's script holds up all others. */
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
        // A Sentinel may already have killed the script.
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
