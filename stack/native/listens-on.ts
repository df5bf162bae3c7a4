import { networkInterfaces } from "node:os";
import type { PartKind } from "../topology.ts";
import { loopback } from "./driver.ts";

/**
 * Where nginx tells its own figures: an address of this machine that is no browser's `localhost`,
 * so it takes no port more.
 */
export const inside = "127.0.0.2";

/** Elsewhere only 127.0.0.1 of that network is there. */
export const hasInside = process.platform === "linux";

/** `localhost` is both addresses to a browser, and many try IPv6 first. */
export function localhosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [loopback, ...(addresses.some(({ address }) => address === "::1") ? ["::1"] : [])];
}

/** Every address of this machine on which a part of this kind takes its port. */
export const listensOn = (kind: PartKind): string[] =>
  kind === "load-balancer" ? [...localhosts(), ...(hasInside ? [inside] : [])] : [loopback];
