import { family } from "./fault.ts";

const fault = family("replicas");

export const ofReplicas = {
  "kill a replica": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.replica);
    await scene.hold(1, 5);
  }),
  "freeze a replica": fault({ served: true, weight: 1 }, async (scene) => {
    const { replica } = scene;
    await scene.stack.freeze(replica);
    await scene.hold(1, 6);
    await scene.stack.thaw(replica);
  }),
  "kill both replicas": fault({ served: false, weight: 1 }, async (scene) => {
    for (const replica of scene.replicas) await scene.stack.kill(replica);
    await scene.hold(3, 6);
  }),
  "lose a replica's disk": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.loseDisk(scene.replica);
    await scene.hold(0, 3);
  }),
};
