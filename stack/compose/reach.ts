import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import { StackError } from "../stack.ts";
import type { Address, Part, PartKind } from "../topology.ts";
import type { Container } from "./container.ts";

/**
 * The kinds that are published on this machine. It reaches the others at their containers'
 * addresses.
 */
const published: ReadonlySet<PartKind> = new Set(["load-balancer", "identity-provider"]);

/**
 * The address at which this machine reaches a container, if the machine has the other end of the
 * container's network. With Docker's engine on Linux it does. With Docker Desktop, a rootless
 * engine or one on another machine it doesn't, and only `docker exec` gets in.
 */
export function reachable({ addresses }: Container): string | undefined {
  const own = new BlockList();
  for (const { family, address, cidr } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    if (family === "IPv4" && cidr) own.addSubnet(address, Number(cidr.split("/")[1]));
  }
  return addresses.find((address) => own.check(address));
}

/** Where this machine reaches a part. @throws {StackError} if it can't. */
export function addressOf({ name, kind, port }: Part, container: Container): Address {
  const host = published.has(kind) ? "127.0.0.1" : reachable(container);
  if (host !== undefined) return { host, port };
  throw new StackError(
    `${name} can't be reached from this machine: it is in no network now, or Docker's engine runs elsewhere (as Docker Desktop's does).`,
  );
}
