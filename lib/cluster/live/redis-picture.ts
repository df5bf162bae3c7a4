import { Cluster } from "ioredis";
import type { DurableRedis } from "../../redis/durable.ts";
import { parseInfo } from "../../redis/info.ts";
import type { Address } from "../../redis/url.ts";
import { byName, type ClusterState, type RedisState } from "./state.ts";

/** Redis and its Sentinels as this node sees them. */
export class RedisPicture {
  readonly #redis: DurableRedis;
  readonly #nameOf: (address: Address) => string;

  /** @param nameOf What a Redis node or Sentinel is called. */
  constructor(redis: DurableRedis, nameOf: (address: Address) => string) {
    this.#redis = redis;
    this.#nameOf = nameOf;
  }

  /**
   * What the primary says of itself, and what the Sentinels say of all: 1 round trip.
   * @throws {RedisUnavailable} when it says nothing within these milliseconds.
   */
  async look(within: number): Promise<{ redis: RedisState; parts: Record<string, string> }> {
    const seen = this.redis();
    const { client } = this.#redis;
    if (!(client instanceof Cluster)) {
      const info = parseInfo(await this.#redis.run(() => client.info(), within));
      for (const { address, lagBytes } of info.replicas) {
        const [host = "", port = ""] = address.split(":");
        const name = this.#nameOf({ host, port: Number(port) });
        const node = seen.nodes.find((candidate) => candidate.name === name);
        if (node) node.lag = lagBytes;
        else seen.nodes.push({ name, role: "replica", up: true, lag: lagBytes });
      }
    }
    const parts: Record<string, string> = {};
    // The primary answers, or this would not be told.
    for (const { name, up, role } of seen.nodes) parts[name] = up || role === "primary" ? "up" : "down";
    for (const { name, up } of this.sentinels()) parts[name] = up ? "up" : "down";
    if (seen.primary) parts.primary = seen.primary;
    seen.nodes.sort(byName);
    return { redis: seen, parts };
  }

  /** What the Sentinels say of Redis, or the setting where there are none. No round trip. */
  redis(): RedisState {
    const view = this.#redis.sentinelView;
    if (!view) {
      const { target } = this.#redis;
      const primary = target.kind === "standalone" ? this.#nameOf(target) : null;
      return {
        awayFor: 0,
        primary,
        nodes: primary ? [{ name: primary, role: "primary", up: true, lag: null }] : [],
      };
    }
    const primary = view.primary ? this.#nameOf(view.primary) : null;
    const replicas = view.replicas.map(({ address, up }) => ({ name: this.#nameOf(address), up }));
    return {
      awayFor: 0,
      primary,
      nodes: [
        ...(primary ? [{ name: primary, role: "primary" as const, up: view.primaryUp, lag: null }] : []),
        ...replicas
          .filter(({ name }) => name !== primary)
          .map(({ name, up }) => ({ name, role: "replica" as const, up, lag: null })),
      ].sort(byName),
    };
  }

  /** No round trip. */
  sentinels(): ClusterState["sentinels"] {
    const sentinels = this.#redis.sentinelView?.sentinels ?? [];
    return sentinels.map(({ address, up }) => ({ name: this.#nameOf(address), up })).sort(byName);
  }
}
