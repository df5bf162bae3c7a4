import { randomInt } from "node:crypto";
import { isFree } from "./port-holder.ts";

/**
 * The first of `count` consecutive ports that are free. From a random place, so that two who look at the same time don't
 * meet; below 32768, where Linux begins to hand out ports to outgoing connections.
 */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = randomInt(20_000, 32_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} consecutive free ports between 20000 and 32768 in 50 attempts.`);
}
