import { family } from "./fault.ts";

export const ofMemory = {
  "no memory left, and nothing may be evicted": family("Redis itself")(
    { served: false, weight: 1 },
    async (scene) => {
      await scene.stack.fill("noeviction");
      await scene.hold(2, 4);
      await scene.stack.relieve();
    },
  ),
};
