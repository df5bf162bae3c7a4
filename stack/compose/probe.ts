import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { serviceNamed } from "../services/replicas.ts";
import type { PartStatus } from "../stack.ts";
import type { Part } from "../topology.ts";
import type { Container } from "./container.ts";
import type { Docker } from "./docker.ts";
import { reachable } from "./reach.ts";
import type { RedisCli } from "./redis-cli.ts";

export type Probe = Pick<PartStatus, "role" | "health">;

const starting: Probe = { health: "starting", role: null };
const up: Probe = { health: "up", role: null };

/**
 * Asks a running container for its state: directly where this machine can, else from inside. It
 * asks a published part where browsers ask it. It never throws: a part that doesn't answer is
 * starting.
 */
export async function probe(docker: Docker, cli: RedisCli, part: Part, container: Container): Promise<Probe> {
  switch (part.kind) {
    case "redis": {
      // A node that loads its data refuses PING, but tells its role.
      const [pong, role] = await cli.ask(container, "PING", "ROLE");
      if (pong !== "PONG") return starting;
      return { health: "up", role: role === "master" ? "primary" : "replica" };
    }
    case "sentinel": {
      const command = `SENTINEL GET-MASTER-ADDR-BY-NAME ${sentinelGroup}`;
      const answer = await cli.ask(container, command);
      return answer.length === 2 ? up : starting;
    }
    case "app":
      return { health: await httpHealth(docker, part, container, nodePaths), role: null };
    case "load-balancer":
      return (await answers("127.0.0.1", part.port, "/healthz")) ? up : starting;
    case "identity-provider":
      return (await answers("127.0.0.1", part.port, "/live")) ? up : starting;
    case "service":
      return { health: await httpHealth(docker, part, container, servicePaths(part)), role: null };
  }
}

interface Paths {
  readonly ready: string;
  readonly live: string;
}

const nodePaths: Paths = { ready: "/api/ready", live: "/api/live" };

/** A service that answers at all has its process up, whatever it says of Redis. */
function servicePaths({ name }: Part): Paths {
  const service = serviceNamed(name);
  return { ready: `/${service}/health`, live: `/${service}/whoami` };
}

async function httpHealth(
  docker: Docker,
  { port }: Part,
  container: Container,
  { ready, live }: Paths,
): Promise<Probe["health"]> {
  const host = reachable(container);
  if (host !== undefined) {
    if (await answers(host, port, ready)) return "up";
    return (await answers(host, port, live)) ? "unready" : "starting";
  }
  const script = `cd /app; bash probe.bash ${ready} && echo up || { bash probe.bash ${live} && echo unready || echo starting; }`;
  const answer = await docker.exec(container.id, ["sh", "-c", script]);
  return answer === "up" || answer === "unready" ? answer : "starting";
}

async function answers(host: string, port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(2500) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
