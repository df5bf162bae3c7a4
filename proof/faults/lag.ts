import { election, family } from "./fault.ts";

const fault = family("lag");

export const ofLag = {
  "kill the primary while its replicas lag": fault({ served: true, weight: 3, lags: true }, async (scene) => {
    for (const replica of scene.replicas) await scene.stack.lag(replica, 300);
    await scene.hold(2, 4);
    await scene.stack.kill(scene.primary);
    await scene.stack.heal();
    await scene.hold(...election);
  }),
  "kill a node and the primary while its replicas lag": fault(
    { served: false, weight: 1, lags: true },
    async (scene) => {
      const node = scene.one("app");
      for (const replica of scene.replicas) await scene.stack.lag(replica, 300);
      await scene.hold(2, 4);
      await Promise.all([scene.stack.kill(node), scene.stack.kill(scene.primary)]);
      await scene.stack.heal();
      await scene.hold(...election);
    },
  ),
  "one replica lags, the other freezes, the primary dies": fault(
    { served: false, weight: 3, lags: true },
    async (scene) => {
      const [laggard = "", other = ""] = scene.random.shuffled(scene.replicas);
      await scene.stack.lag(laggard, 1000);
      await scene.hold(2, 4);
      await scene.stack.freeze(other);
      await scene.stack.kill(scene.primary);
      await scene.hold(0.5, 3.5);
      await scene.stack.thaw(other);
      await scene.stack.heal();
      await scene.hold(...election);
    },
  ),
};
