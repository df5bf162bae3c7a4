import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import type { Container } from "./container.ts";

/**
 * The address at which this machine reaches a container: it has the other end of its network then. With Docker's engine on
 * Linux it does; with Docker Desktop, a rootless engine or one on another machine it doesn't, and only `docker exec` gets in.
 */
export function reachable({ addresses }: Container): string | undefined {
  const own = new BlockList();
  for (const { family, address, cidr } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    if (family === "IPv4" && cidr) own.addSubnet(address, Number(cidr.split("/")[1]));
  }
  return addresses.find((address) => own.check(address));
}
