import { family } from "./fault.ts";

/**
 * With its connections, and every request on them: a login may be carried out whose answer nobody
 * gets.
 */
export const nginxRestarted = {
  "kill nginx and start it again": family("load balancer")({ served: false, weight: 1 }, async (scene) => {
    await scene.stack.kill("nginx");
    await scene.stack.start("nginx");
    await scene.hold(1, 2);
  }),
};
