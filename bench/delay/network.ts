import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A network between the stores and their Redis: a proxy for the same addresses that adds the delay
 * to each round trip.
 */
export interface Network {
  /** Milliseconds per round trip; 0 means no proxy at all. */
  delay: number;
  through(url: string): string;
  close(): void;
}

/**
 * Opens the proxy in a process of its own, so that it takes no turns of the measured event loop.
 */
export async function openNetwork(url: string, delay: number): Promise<Network> {
  if (delay === 0) return { delay, through: (same) => same, close: () => {} };
  const child = fork(
    path.join(path.dirname(fileURLToPath(import.meta.url)), "proxy.ts"),
    [new URL(url).port, String(delay)],
    {
      execArgv: ["--import", "tsx"],
    },
  );
  const [port] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(
        "The delay proxy (bench/delay/proxy.ts) ended while it started; its error stands above.",
      );
    }),
  ])) as [number];
  return {
    delay,
    through: (address) => {
      const proxied = new URL(address);
      proxied.port = String(port);
      return proxied.href;
    },
    close: () => child.kill(),
  };
}
