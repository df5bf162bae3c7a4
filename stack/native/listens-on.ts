import { networkInterfaces } from "node:os";
import type { PartKind } from "../topology.ts";
import { loopback } from "./driver.ts";

/**
 * The address at which nginx gives its own figures. It is an address of this machine that is no
 * browser's `localhost`, so it takes no further port.
 */
export const inside = "127.0.0.2";

/** On other systems only 127.0.0.1 of that network exists. */
export const hasInside = process.platform === "linux";

/** `localhost` is both addresses to a browser, and many try IPv6 first. */
export function localhosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [loopback, ...(addresses.some(({ address }) => address === "::1") ? ["::1"] : [])];
}

/** Every address of this machine on which a part of this kind takes its port. */
export const listensOn = (kind: PartKind): string[] =>
  kind === "load-balancer" ? [...localhosts(), ...(hasInside ? [inside] : [])] : [loopback];
