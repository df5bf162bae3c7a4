import { election, family } from "./fault.ts";

const fault = family("Sentinels");

export const ofSentinels = {
  "kill a Sentinel": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.one("sentinel"));
    await scene.hold(1, 4);
  }),
  "freeze a Sentinel and kill the primary": fault({ served: true, weight: 2 }, async (scene) => {
    await scene.stack.freeze(scene.one("sentinel"));
    await scene.stack.kill(scene.primary);
    await scene.hold(...election);
  }),
  "all Sentinels die, then the primary, then they return": fault(
    { served: false, weight: 2 },
    async (scene) => {
      await Promise.all(scene.names("sentinel").map((name) => scene.stack.kill(name)));
      await scene.hold(1, 2);
      await scene.stack.kill(scene.primary);
      await scene.hold(1, 3);
      await Promise.all(scene.names("sentinel").map((name) => scene.stack.start(name)));
      await scene.hold(...election);
    },
  ),
};
