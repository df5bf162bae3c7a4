import { randomUUID } from "node:crypto";
import { dataRedis } from "../node/data-redis.ts";
import { nodeName } from "../node/name.ts";
import { perProcess } from "../node/per-process.ts";
import type { DurableRedis } from "../session/redis/durable.ts";
import type { Address } from "../session/redis/target.ts";
import { Beat } from "./beat.ts";
import type { Happening, LiveEvent } from "./event.ts";
import { EventLog } from "./event-log.ts";
import { eventsKept, eventsKey, toldKey } from "./keys.ts";
import { OwnFacts } from "./own-facts.ts";
import { partName } from "./part-names.ts";
import { RedisPicture } from "./redis-picture.ts";
import { announceScript } from "./scripts.ts";
import { byName, type ClusterState, type NodeState } from "./state.ts";

const beatEvery = 1000;
/** Three beats: a garbage collection may delay one, and a slow Redis may delay two. */
const silentAfter = 3000;
/**
 * If the primary is away, Redis answers after an election, and the next beat then is soon enough.
 */
const beatWithin = 1500;

export interface LiveOptions {
  redis: DurableRedis;
  /** This node's name. */
  name: string;
  /** Gives the name of a Redis node or Sentinel. */
  nameOf: (address: Address) => string;
  /** Milliseconds without a report after which a node counts as silent. Default 3000. */
  silence?: number;
}

/** A watcher of the picture. Neither method may throw. */
export interface LiveWatcher {
  state(state: ClusterState): void;
  events(events: readonly LiveEvent[]): void;
}

/**
 * This node's part in the live picture, and the picture itself for the people who watch it on this
 * node. It costs one beat per second, however many people watch: 1 script and 1 INFO on the
 * primary. Its data is a copy of what Redis and the Sentinels say, so a loss of it loses nothing,
 * and no login depends on it.
 */
export class Live {
  readonly #redis: DurableRedis;
  readonly #name: string;
  readonly #picture: RedisPicture;
  readonly #beats: Beat;
  readonly #log: EventLog;
  readonly #own = new OwnFacts();
  readonly #watchers = new Set<LiveWatcher>();
  #state: ClusterState;
  #answeredAt = performance.now();
  #wasAway = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  /**
   * The collection runs apart from the beats: it waits for the replicas, and a node that waits must
   * not count as silent.
   */
  #collecting: Promise<void> | undefined;
  /** The beat tells the other nodes when this node leaves. */
  #leaving = false;

  constructor({ redis, name, nameOf, silence = silentAfter }: LiveOptions) {
    this.#redis = redis;
    this.#name = name;
    this.#picture = new RedisPicture(redis, nameOf);
    this.#beats = new Beat(redis, name, silence);
    this.#log = new EventLog(redis, name);
    const own: NodeState = { name, state: "up", facts: this.#own.take() };
    this.#state = {
      at: Date.now(),
      nodes: [own],
      redis: { awayFor: 0, primary: null, nodes: [] },
      sentinels: [],
    };
  }

  /** Beats now and every second, until the node leaves. */
  start(): void {
    this.#timer = setInterval(() => void this.beat(), beatEvery);
    this.#timer.unref();
    void this.beat();
  }

  /** The state at the last beat. No round trip. */
  get state(): ClusterState {
    return this.#state;
  }

  /** The last events that this node knows of. No round trip. */
  get recent(): readonly LiveEvent[] {
    return this.#log.recent;
  }

  /**
   * The events after the one with this id. Empty for an event that is too old. Also empty for one
   * that this node doesn't know yet: it comes with the next beat.
   */
  after(id: string): readonly LiveEvent[] {
    return this.#log.after(id);
  }

  watch(watcher: LiveWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Announces an event to all watchers on every node: 1 durable round trip.
   * @throws {RedisUnavailable} when the event may not have been announced.
   */
  async announce(happening: Happening): Promise<void> {
    const fields = Object.entries(happening).flatMap(([name, value]) => [name, String(value)]);
    await this.#redis.write(announceScript, [eventsKey, toldKey(randomUUID())], [eventsKept, ...fields]);
    await this.beat();
  }

  /** One beat. Never rejects: while Redis is away the picture says so. */
  async beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    await this.#beating;
    await this.#collecting;
  }

  /** Tells the others that this node leaves, and stops the beats. */
  async leave(): Promise<void> {
    this.#leaving = true;
    clearInterval(this.#timer);
    await this.#beating;
    await this.beat();
  }

  async #beat(): Promise<void> {
    const facts = this.#own.take();
    const state = this.#leaving ? "leaving" : "up";
    try {
      const { redis, parts } = await this.#picture.look(beatWithin);
      const { at, nodes, newest, agreed } = await this.#beats.send(
        { state, facts, wasAway: this.#wasAway, parts },
        beatWithin,
      );
      this.#answeredAt = performance.now();
      this.#wasAway = 0;
      this.#show({ at, nodes, ...this.#picture.settle(redis, agreed) });
      if (this.#log.isBehind(newest)) {
        // After a failure, the next beat tries again.
        this.#collecting ??= this.#collect()
          .catch(() => {})
          .finally(() => {
            this.#collecting = undefined;
          });
      }
    } catch {
      // The metrics and the store report the error. Here it is part of the picture.
      this.#wasAway = performance.now() - this.#answeredAt;
      const own: NodeState = { name: this.#name, state, facts };
      const others = this.#state.nodes.filter(({ name }) => name !== this.#name);
      this.#show({
        at: Date.now(),
        nodes: [own, ...others].sort(byName),
        redis: { ...this.#picture.redis(), awayFor: Math.round(this.#wasAway) },
        sentinels: this.#picture.sentinels(),
      });
    }
  }

  async #collect(): Promise<void> {
    const fresh = await this.#log.collect();
    if (fresh.length === 0) return;
    for (const watcher of [...this.#watchers]) watcher.events(fresh);
  }

  #show(state: ClusterState): void {
    this.#state = state;
    for (const watcher of [...this.#watchers]) watcher.state(state);
  }
}

/** This process's part in the live picture. */
export const live = (): Live =>
  perProcess("live", () => new Live({ redis: dataRedis(), name: nodeName(), nameOf: partName }));
