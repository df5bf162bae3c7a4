import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { loopback } from "./loopback.ts";

/**
 * The first of `count` consecutive ports that are free. The search begins at a random place, so
 * that two callers at the same time don't get the same ports. It stays below 32768, where Linux
 * begins to give ports to outgoing connections.
 */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = randomInt(20_000, 32_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} consecutive free ports between 20000 and 32768 in 50 attempts.`);
}

/** Whether no process listens on the port yet. */
export function isFree(port: number, host: string = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
