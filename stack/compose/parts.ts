import { defaultPorts, type Part, type Ports, topology } from "../topology.ts";

/**
 * The parts as containers: the nodes are one image, so all of them listen at the same port, each
 * at an address of its own.
 */
export const partsInContainers = (ports: Partial<Ports>): Part[] =>
  // Redis and Sentinel have a port of their own each: redis/compose/node.sh says why.
  topology({ ...defaultPorts, ...ports }).map((part) =>
    part.kind === "app" ? { ...part, port: 3000 } : part,
  );
