import { setTimeout as pause } from "node:timers/promises";
import { election, family } from "./fault.ts";
import type { Scene } from "./scene.ts";

/**
 * Milliseconds for which the Sentinel stands still and runs in turns. Its answers come late. It is
 * never silent for the 500 ms after which a node gives a Sentinel up, nor for the 2 s after which
 * it would itself stop acting.
 */
const turns = { still: 300, runs: 30 };

async function slowFor(scene: Scene, sentinel: string, ms: number): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until; ) {
    await scene.stack.freeze(sentinel);
    await pause(turns.still);
    await scene.stack.thaw(sentinel);
    await pause(turns.runs);
  }
}

export const slowSentinel = {
  "kill the primary while a Sentinel is slow": family("Sentinels")(
    { served: true, weight: 1 },
    async (scene) => {
      const slow = slowFor(scene, scene.one("sentinel"), election[1] * 1000);
      await scene.hold(0.5, 1);
      await scene.stack.kill(scene.primary);
      await slow;
    },
  ),
};
