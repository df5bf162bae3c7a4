import { election, family } from "./fault.ts";

const fault = family("primary");

export const ofPrimary = {
  "kill the primary": fault({ served: true, weight: 4 }, async (scene) => {
    await scene.stack.kill(scene.primary);
    await scene.hold(...election);
  }),
  "freeze the primary": fault({ served: true, weight: 4 }, async (scene) => {
    await scene.stack.freeze(scene.primary);
    await scene.hold(1, 9);
    await scene.stack.thaw(scene.primary);
    await scene.hold(1, 3);
  }),
  "planned failover": fault({ served: true, weight: 2 }, async (scene) => {
    await scene.stack.failover();
    await scene.hold(1, 3);
  }),
  "lose the primary's disk": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.loseDisk(scene.primary);
    await scene.stack.start(scene.primary);
    await scene.hold(1, 3);
  }),
};
