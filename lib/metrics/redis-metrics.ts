import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { RedisInfo } from "../session/redis/info.ts";

/**
 * Redis as a node sees it. Each node shows the same Redis, so use one node's figures or their
 * maximum, not their sum.
 */
export class RedisMetrics {
  readonly up: Gauge;
  readonly expired: Counter;
  readonly newPrimaries: Counter;
  readonly ttl: Histogram;
  readonly #used: Gauge;
  readonly #max: Gauge;
  readonly #warning: Gauge;
  readonly #evicted: Gauge;
  readonly #expiredKeys: Gauge;
  readonly #endingKeys: Gauge;
  readonly #commands: Gauge;
  readonly #clients: Gauge;
  readonly #replicas: Gauge;
  readonly #lag: Gauge;
  readonly #canWriteDisk: Gauge;

  /** @param idle The policy's idle time in seconds, which no session's time to live exceeds. */
  constructor(registry: Registry, idle: number) {
    const registers = [registry];
    const gauge = (name: string, help: string, labelNames = ["redis"]) =>
      new Gauge({ name: `unstuck_redis_${name}`, help, labelNames, registers });
    const counter = (name: string, help: string) => new Counter({ name: `unstuck_${name}`, help, registers });

    this.up = gauge("up", "Whether Redis answered this node's last look at it.", []);
    this.#used = gauge("memory_used_bytes", "Memory in use.");
    this.#max = gauge("memory_max_bytes", "Memory limit (maxmemory), 0 without one.");
    this.#warning = gauge("memory_warning", "1 from 80% of maxmemory on, before sessions are evicted.");
    this.#evicted = gauge("evicted_keys", "Keys evicted for memory since this Redis started.");
    this.#expiredKeys = gauge(
      "expired_keys",
      "Keys expired since this Redis started, other than sessions too.",
    );
    this.#endingKeys = gauge("ending_keys", "Keys that have an end: sessions and their lists, mostly.");
    this.#commands = gauge("commands", "Commands carried out since this Redis started.");
    this.#clients = gauge("clients", "Connections of clients.");
    this.#replicas = gauge("connected_replicas", "Replicas in step or catching up.");
    this.#lag = gauge("replica_lag_bytes", "Replication stream not yet acknowledged.", ["redis", "replica"]);
    this.#canWriteDisk = gauge("disk_ok", "1 if the last write to the append-only file went well, else 0.");
    this.newPrimaries = counter(
      "redis_new_primaries_total",
      "Primaries that weren't primary, or were another process, at the look before.",
    );
    this.expired = counter(
      "sessions_expired_total",
      "Sessions that idled out, as heard by keyspace notifications; some may be missed.",
    );
    this.ttl = new Histogram({
      name: "unstuck_session_ttl_seconds",
      help: "Time left to a sample of the sessions that this node began or slid lately.",
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((share) => share * idle),
      registers,
    });
  }

  /**
   * Replaces the figures of all primaries, so that a primary that is gone leaves no figure behind.
   */
  show(primaries: ReadonlyMap<string, { info: RedisInfo; isFilling: boolean }>): void {
    for (const gauge of [this.#lag, this.#replicas, this.#expiredKeys, this.#evicted]) gauge.reset();
    for (const gauge of [this.#used, this.#max, this.#warning]) gauge.reset();
    for (const gauge of [this.#endingKeys, this.#commands, this.#clients]) gauge.reset();
    this.#canWriteDisk.reset();
    for (const [redis, { info, isFilling }] of primaries) {
      this.#used.set({ redis }, info.usedMemory);
      this.#max.set({ redis }, info.maxMemory);
      this.#warning.set({ redis }, Number(isFilling));
      this.#evicted.set({ redis }, info.evictedKeys);
      this.#expiredKeys.set({ redis }, info.expiredKeys);
      this.#endingKeys.set({ redis }, info.endingKeys);
      this.#commands.set({ redis }, info.commands);
      this.#clients.set({ redis }, info.clients);
      this.#canWriteDisk.set({ redis }, Number(info.canWriteDisk));
      this.#replicas.set({ redis }, info.replicas.length);
      for (const { address, lagBytes } of info.replicas) this.#lag.set({ redis, replica: address }, lagBytes);
    }
  }
}
