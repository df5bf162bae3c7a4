import { election, family } from "./fault.ts";

const fault = family("one after the other");

/**
 * The second fault begins as soon as the first is over, before the nodes trust the returned
 * replicas again.
 */
export const twoInARow = {
  "kill the primary, and the next one once it has its replicas": fault(
    { served: false, weight: 1 },
    async (scene) => {
      await scene.stack.kill(scene.primary);
      await scene.hold(...election);
      await scene.stack.up();
      await scene.stack.kill((await scene.again()).primary);
      await scene.hold(...election);
    },
  ),
  "freeze the primary, and kill a node as it comes back": fault(
    { served: false, weight: 1 },
    async (scene) => {
      await scene.stack.freeze(scene.primary);
      await scene.hold(...election);
      await scene.stack.thaw(scene.primary);
      await scene.stack.kill(scene.one("app"));
      await scene.hold(1, 3);
    },
  ),
};
