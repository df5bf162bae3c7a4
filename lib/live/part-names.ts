import { env } from "../env.ts";
import type { Address } from "../session/redis/target.ts";

/**
 * What a Redis node or Sentinel is called: as PART_NAMES has it, which the stack runner gives, else
 * its host where that is a name of its own (containers), else its address.
 */
export function partName({ host, port }: Address): string {
  const address = `${host}:${port}`;
  const named = env().PART_NAMES?.get(address);
  if (named) return named;
  return /[a-z]/i.test(host) && !host.includes(":") && host !== "localhost" ? host : address;
}
