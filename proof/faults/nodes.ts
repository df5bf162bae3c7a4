import { election, family } from "./fault.ts";

const fault = family("nodes");

export const ofNodes = {
  "kill a node": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.one("app"));
    await scene.hold(1, 3);
  }),
  "freeze a node": fault({ served: false, weight: 1 }, async (scene) => {
    const node = scene.one("app");
    await scene.stack.freeze(node);
    await scene.hold(1, 5);
    await scene.stack.thaw(node);
  }),
  "kill a node and the primary": fault({ served: false, weight: 3 }, async (scene) => {
    await Promise.all([scene.stack.kill(scene.one("app")), scene.stack.kill(scene.primary)]);
    await scene.hold(...election);
  }),
  "rolling restart": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.restart();
  }),
};
