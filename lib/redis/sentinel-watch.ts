import { Redis } from "ioredis";
import type { RedisTarget } from "./url.ts";

const pollEvery = 1000;

/**
 * What the Sentinels hold to be true, kept up to date beside the requests: how many replicas are up, and that the
 * primary moved. A rebuildable cache: with all Sentinels gone the last answer stays.
 */
export class SentinelWatch {
  /** Replicas that the Sentinels hold to be up; undefined until one answered. */
  replicasUp: number | undefined;
  readonly #sentinels: Redis[];
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;

  /** @param onSwitch Called when a Sentinel announces another primary. */
  constructor(target: RedisTarget & { kind: "sentinel" }, onSwitch: () => void) {
    this.#name = target.name;
    this.#sentinels = target.sentinels.map(({ host, port }) => {
      const sentinel = new Redis({
        host,
        port,
        ...(target.sentinelUsername ? { username: target.sentinelUsername } : {}),
        ...(target.sentinelPassword ? { password: target.sentinelPassword } : {}),
        ...(target.tls ? { tls: {} } : {}),
        // RESP3 lets one connection ask and listen.
        protocol: 3,
        connectionName: "sentinel-watch",
        connectTimeout: 500,
        commandTimeout: 500,
        disconnectTimeout: 100,
        maxRetriesPerRequest: null,
        enableOfflineQueue: false,
        retryStrategy: (attempt) => Math.min(attempt * 50, 500),
      });
      sentinel.on("error", () => {});
      sentinel.on("message", (_channel, message: string) => {
        if (message.startsWith(`${this.#name} `)) onSwitch();
      });
      sentinel.on("ready", () => {
        sentinel.subscribe("+switch-master").catch(() => {});
        void this.#poll();
      });
      return sentinel;
    });
    this.#timer = setInterval(() => void this.#poll(), pollEvery);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const sentinel of this.#sentinels) sentinel.disconnect();
  }

  async #poll(): Promise<void> {
    for (const sentinel of this.#sentinels.filter(({ status }) => status === "ready")) {
      try {
        const replicas = (await sentinel.call("SENTINEL", "REPLICAS", this.#name)) as unknown[];
        this.replicasUp = replicas
          .map(flagsOf)
          .filter((flags) => !/[so]_down|disconnected/.test(flags)).length;
        return;
      } catch {
        // The next Sentinel may answer; if none does, the last answer stands.
      }
    }
  }
}

/** RESP3 sends a map of the replica's fields; the client turns it into a flat list. */
function flagsOf(replica: unknown): string {
  const fields = replica as string[];
  return fields[fields.indexOf("flags") + 1] ?? "";
}
