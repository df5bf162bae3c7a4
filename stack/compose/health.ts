import { poll } from "../../lib/session/testing/poll.ts";
import type { Docker } from "./docker.ts";

/** Milliseconds; checks are 5 s apart. */
const atMost = 8000;

/**
 * Waits until a container's next health check is over, if it has any. A container that is paused
 * while Docker starts a check in it can't be unpaused any more (Engine 20.10; seen once:
 * `docker unpause` and `docker inspect` of it never returned).
 */
export async function afterItsCheck(docker: Docker, id: string): Promise<void> {
  const checks = () => docker.run(["inspect", "--format", "{{with .State.Health}}{{json .Log}}{{end}}", id]);
  const before = await checks();
  if (before === "") return;
  await poll(async () => (await checks()) !== before, {
    timeoutMs: atMost,
    everyMs: 100,
    promise: "Docker checks the container's health",
  }).catch(() => {});
}
