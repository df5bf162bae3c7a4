import { env } from "../env.ts";
import type { Address } from "../session/redis/target.ts";

/**
 * The name of a Redis node or Sentinel: the one in PART_NAMES, which the stack runner sets,
 * otherwise its host if that is a name of its own (containers), otherwise its address.
 */
export function partName({ host, port }: Address): string {
  const address = `${host}:${port}`;
  const named = env().PART_NAMES?.get(address);
  if (named) return named;
  return /[a-z]/i.test(host) && !host.includes(":") && host !== "localhost" ? host : address;
}
