import type { Redis } from "ioredis";
import type { Address } from "./target.ts";

/** A node's name in a Cluster: `host:port`. */
export const nameOf = ({ options }: Redis): string => `${options.host}:${options.port}`;

export function addressIn(name: string): Address {
  const colon = name.lastIndexOf(":");
  return { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) };
}
