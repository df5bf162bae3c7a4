import { replicasNamed } from "../services/replicas.ts";
import { defaultPorts, type Part, topology } from "../topology.ts";
import { hasProfile } from "./image/profiles.ts";
import type { ComposeSettings } from "./settings.ts";

/** Where a node or a service listens in its container: each has an address of its own. */
const inside = 3000;

/** The services of docker-compose.yml's profile `services`. */
const services = ["express", "django", "spring"];

/** The parts as containers. */
export function partsInContainers({ ports, environment }: ComposeSettings): Part[] {
  // Redis and Sentinel have a port of their own each: redis/compose/node.sh says why.
  const parts = topology({ ...defaultPorts, ...ports }).map((part) =>
    part.kind === "app" ? { ...part, port: inside } : part,
  );
  if (!hasProfile(environment, "services")) return parts;
  const replicas = services
    .flatMap(replicasNamed)
    .map((name): Part => ({ name, kind: "service", port: inside, listens: inside, portSetting: "" }));
  return [...parts, ...replicas];
}
