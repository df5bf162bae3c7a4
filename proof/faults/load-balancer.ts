import { family } from "./fault.ts";

const fault = family("load balancer");

export const ofLoadBalancer = {
  "reload nginx": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.restart("nginx");
    await scene.hold(1, 2);
  }),
};
