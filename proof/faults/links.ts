import { election, family } from "./fault.ts";
import type { Scene } from "./scene.ts";

const fault = family("links");

const everybody = (scene: Scene) => [
  ...scene.names("redis"),
  ...scene.names("sentinel"),
  ...scene.names("app"),
];

export const ofLinks = {
  "cut the primary off from everything": fault({ served: true, weight: 4 }, async (scene) => {
    await scene.cutOff(scene.primary, everybody(scene));
    await scene.hold(...election);
  }),
  "cut the primary and one node off from the rest": fault({ served: false, weight: 3 }, async (scene) => {
    const node = scene.one("app");
    await scene.cutOff(
      scene.primary,
      everybody(scene).filter((name) => name !== node),
    );
    await scene.cutOff(node, [...scene.replicas, ...scene.names("sentinel")]);
    await scene.hold(...election);
  }),
  "cut the Sentinels off from a healthy primary": fault({ served: true, weight: 3 }, async (scene) => {
    await scene.cutOff(scene.primary, scene.names("sentinel"));
    await scene.hold(...election);
  }),
  "cut a replica off from the primary": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.cutOff(scene.primary, [scene.replica]);
    await scene.hold(2, 6);
  }),
  "cut a node off from the Sentinels and kill the primary": fault(
    { served: false, weight: 2 },
    async (scene) => {
      await scene.cutOff(scene.one("app"), scene.names("sentinel"));
      await scene.stack.kill(scene.primary);
      await scene.hold(...election);
    },
  ),
  "cut a node off from the primary": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.cutOff(scene.one("app"), [scene.primary]);
    await scene.hold(2, 5);
  }),
};
