import { family } from "./fault.ts";

/**
 * nginx loses its connections with every request on them. A node may carry out a login whose answer
 * reaches no client.
 */
export const nginxRestarted = {
  "kill nginx and start it again": family("load balancer")({ served: false, weight: 1 }, async (scene) => {
    await scene.stack.kill("nginx");
    await scene.stack.start("nginx");
    await scene.hold(1, 2);
  }),
};
