import type { DurableRedis } from "../session/redis/durable.ts";
import { parseInfo, type RedisInfo } from "../session/redis/info.ts";
import type { Address } from "../session/redis/target.ts";
import type { SeenPart } from "./beat.ts";
import { byName, type ClusterState, type RedisState } from "./state.ts";

/**
 * Milliseconds for which a replica may be without its primary: it reconnects after each failover.
 */
const relinksWithin = 2500;

/** Redis and its Sentinels as this node sees them. */
export class RedisPicture {
  readonly #redis: DurableRedis;
  readonly #nameOf: (address: Address) => string;
  /** When each part was last seen up. */
  readonly #fineAt = new Map<string, number>();
  /** The primary that answered last, and the id of its run. */
  #answered: { primary: string | null; runId: string } | undefined;
  /**
   * The parts that were down when the nodes last agreed, whatever the Sentinels say in the
   * meantime.
   */
  #missing: ReadonlySet<string> = new Set();

  /** @param nameOf Gives the name of a Redis node or Sentinel. */
  constructor(redis: DurableRedis, nameOf: (address: Address) => string) {
    this.#redis = redis;
    this.#nameOf = nameOf;
  }

  /**
   * The primary's report of itself, and the Sentinels' report of all nodes: 1 round trip. The
   * Sentinels take seconds to find out that a deposed primary is down. So a replica counts as up
   * only if the primary also knows it.
   * @throws {RedisUnavailable} when the primary doesn't answer within these milliseconds.
   */
  async look(within: number): Promise<{ redis: RedisState; parts: readonly SeenPart[] }> {
    const { client } = this.#redis;
    const info = this.#redis.isSharded
      ? undefined
      : parseInfo(await this.#redis.run(() => client.info(), within));
    const seen = this.#said();
    if (info) this.#compare(seen, info);
    seen.nodes.sort(byName);
    const sentinels = this.sentinels();
    for (const { name, up } of sentinels) if (up) this.#fineAt.set(name, performance.now());
    const parts = [...seen.nodes, ...sentinels].map((part) => this.#asPart(part));
    if (seen.primary) parts.push({ name: "primary", state: seen.primary, awayFor: 0 });
    return { redis: seen, parts };
  }

  /**
   * The state on which the nodes agree, as in the log. Without this, the picture and the log could
   * contradict each other about a part. A primary that answered is up. No round trip.
   */
  settle(seen: RedisState, agreed: ReadonlyMap<string, string>): Pick<ClusterState, "redis" | "sentinels"> {
    const isUp = (part: { name: string; up: boolean }) =>
      agreed.has(part.name) ? agreed.get(part.name) === "up" : part.up;
    const nodes = seen.nodes.map((node) => (node.role === "primary" ? node : { ...node, up: isUp(node) }));
    this.#missing = new Set(nodes.flatMap(({ name, up }) => (up ? [] : [name])));
    const sentinels = this.sentinels().map((sentinel) => ({ ...sentinel, up: isUp(sentinel) }));
    return { redis: { ...seen, nodes }, sentinels };
  }

  /** The Sentinels' view of Redis, or the setting if Redis has no Sentinels. No round trip. */
  redis(): RedisState {
    const said = this.#said();
    for (const node of said.nodes) node.up &&= node.role === "primary" || !this.#missing.has(node.name);
    return said;
  }

  /** No round trip. */
  sentinels(): ClusterState["sentinels"] {
    const sentinels = this.#redis.sentinelView?.sentinels ?? [];
    return sentinels.map(({ address, up }) => ({ name: this.#nameOf(address), up })).sort(byName);
  }

  #said(): RedisState {
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

  /** Compares the Sentinels' view with the report of the primary that answered. */
  #compare(seen: RedisState, { runId, replicas }: RedisInfo): void {
    const now = performance.now();
    const linked = new Map(
      replicas.map(({ address, ...replica }) => {
        const [host = "", port = ""] = address.split(":");
        return [this.#nameOf({ host, port: Number(port) }), replica];
      }),
    );
    for (const node of seen.nodes) {
      const replica = linked.get(node.name);
      if (node.role === "primary") {
        // A new primary has already answered, and the Sentinels haven't reported it yet.
        const isOther = this.#answered?.primary === node.name && this.#answered.runId !== runId;
        node.up ||= !isOther;
      } else if (replica) {
        node.lag = replica.lagBytes;
      } else {
        node.up &&= now - (this.#fineAt.get(node.name) ?? Number.NEGATIVE_INFINITY) < relinksWithin;
        continue;
      }
      if (node.up) this.#fineAt.set(node.name, now - (replica?.silentFor ?? 0) * 1000);
    }
    for (const [name, { lagBytes }] of linked) {
      if (seen.nodes.some((node) => node.name === name)) continue;
      seen.nodes.push({ name, role: "replica", up: true, lag: lagBytes });
    }
    if (seen.nodes.some(({ role, up }) => role === "primary" && up)) {
      this.#answered = { primary: seen.primary, runId };
    }
  }

  #asPart({ name, up }: { name: string; up: boolean }): SeenPart {
    if (up) return { name, state: "up", awayFor: 0 };
    const now = performance.now();
    return { name, state: "down", awayFor: now - (this.#fineAt.get(name) ?? now) };
  }
}
