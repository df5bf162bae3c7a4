import { randomUUID } from "node:crypto";
import { env } from "../../env.ts";
import type { DurableRedis } from "../../redis/durable.ts";
import type { Reply } from "../../redis/script.ts";
import type { Address } from "../../redis/url.ts";
import { drain } from "../drain.ts";
import { nodeName } from "../node.ts";
import { perProcess } from "../per-process.ts";
import { dataRedis } from "../redis.ts";
import { tellFigures } from "./console.ts";
import { type Happening, isAfter, type LiveEvent, parseEvent } from "./event.ts";
import { eventsKept, eventsKey, nodesKey, partsKey, toldKey } from "./keys.ts";
import { OwnFacts } from "./own-facts.ts";
import { partName } from "./part-names.ts";
import { RedisPicture } from "./redis-picture.ts";
import { announceScript, beatScript, collectScript } from "./scripts.ts";
import { byName, type ClusterState, type NodeState } from "./state.ts";

const beatEvery = 1000;
/** Three beats: one may be late for a garbage collection, or two for a Redis that is slow. */
const silentAfter = 3000;
/** A node that was scaled away is drawn as silent for a while, and then no more. */
const forgottenAfter = 10 * 60_000;
/** A primary that is away answers after an election, and the beat after that is soon enough. */
const beatWithin = 1500;

export interface LiveOptions {
  redis: DurableRedis;
  /** This node's. */
  name: string;
  /** What a Redis node or Sentinel is called. */
  nameOf: (address: Address) => string;
  /** Milliseconds after which a node that said nothing is told to be silent. Preset 3000. */
  silence?: number;
}

/** Who wants to know. Neither may throw. */
export interface LiveWatcher {
  state(state: ClusterState): void;
  events(events: readonly LiveEvent[]): void;
}

/**
 * This node's part in the live picture, and the picture itself for those who look at it here. One beat a second, whoever
 * looks and however many: 1 script and 1 INFO on the primary. What it keeps is a copy of what Redis and the Sentinels say, so
 * losing it loses nothing, and no login is decided by it.
 */
export class Live {
  readonly #redis: DurableRedis;
  readonly #name: string;
  readonly #picture: RedisPicture;
  readonly #silence: number;
  readonly #run = randomUUID();
  readonly #own = new OwnFacts();
  readonly #watchers = new Set<LiveWatcher>();
  /** The newest last: what the stream in Redis held when it was last read. */
  #events: LiveEvent[] = [];
  #lastId = "0-0";
  #state: ClusterState;
  #answeredAt = performance.now();
  #wasAway = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  /** Apart from the beats: it waits for the replicas, and a node that waits is not silent. */
  #collecting: Promise<void> | undefined;
  /** Told to the other nodes when this one leaves. */
  #leaving = false;

  constructor({ redis, name, nameOf, silence = silentAfter }: LiveOptions) {
    this.#redis = redis;
    this.#name = name;
    this.#picture = new RedisPicture(redis, nameOf);
    this.#silence = silence;
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

  /** How things were at the last beat. No round trip. */
  get state(): ClusterState {
    return this.#state;
  }

  /** The last events that this node knows of. No round trip. */
  get recent(): readonly LiveEvent[] {
    return this.#events;
  }

  /** The events after that one. Empty for one that is too old, or unknown here as yet: it comes with the next beat. */
  after(id: string): readonly LiveEvent[] {
    return this.#events.filter((event) => isAfter(event.id, id));
  }

  watch(watcher: LiveWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Tells everybody on every node: 1 durable round trip. @throws {RedisUnavailable} when it may not have been told. */
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

  /** Tells the others that this node leaves, and beats no more. */
  async leave(): Promise<void> {
    this.#leaving = true;
    clearInterval(this.#timer);
    await this.#beating;
    await this.beat();
  }

  async #beat(): Promise<void> {
    const facts = this.#own.take();
    try {
      const { redis, parts } = await this.#picture.look(beatWithin);
      const call = beatScript.call.bind(beatScript);
      const args = [
        this.#name,
        this.#run,
        this.#leaving ? "leaving" : "up",
        JSON.stringify(facts),
        this.#silence,
        forgottenAfter,
        Math.round(this.#wasAway),
        eventsKept,
        ...Object.entries(parts).flat(),
      ];
      const reply = await this.#redis.run(
        () => call(this.#redis.client, [nodesKey, partsKey, eventsKey], args),
        beatWithin,
      );
      const [now, newest, nodes] = reply as [number, Buffer, Buffer[]];
      this.#answeredAt = performance.now();
      this.#wasAway = 0;
      this.#show({ at: now, nodes: nodesOf(nodes), redis, sentinels: this.#picture.sentinels() });
      if (isAfter(String(newest), this.#lastId)) {
        // What fails is tried again with the next beat.
        this.#collecting ??= this.#collect()
          .catch(() => {})
          .finally(() => {
            this.#collecting = undefined;
          });
      }
    } catch {
      // Said by the metrics and by the store; here it is part of the picture.
      this.#wasAway = performance.now() - this.#answeredAt;
      const own: NodeState = { name: this.#name, state: this.#leaving ? "leaving" : "up", facts };
      const others = this.#state.nodes.filter(({ name }) => name !== this.#name);
      this.#show({
        at: Date.now(),
        nodes: [own, ...others].sort(byName),
        redis: { ...this.#picture.redis(), awayFor: Math.round(this.#wasAway) },
        sentinels: this.#picture.sentinels(),
      });
    }
  }

  /** Only what no failover can take back is told: else a browser would know an event that Redis doesn't. */
  async #collect(): Promise<void> {
    const replies = await this.#redis.write(collectScript, [partsKey, eventsKey], [this.#lastId, this.#name]);
    const entries = replies.at(-1) as [Buffer, Buffer[]][];
    const fresh = entries.flatMap(([id, fields]) => parseEvent(String(id), fields.map(String)) ?? []);
    this.#lastId = String(entries.at(-1)?.[0] ?? this.#lastId);
    if (fresh.length === 0) return;
    this.#events = [...this.#events, ...fresh].slice(-eventsKept);
    for (const watcher of [...this.#watchers]) watcher.events(fresh);
  }

  #show(state: ClusterState): void {
    this.#state = state;
    for (const watcher of [...this.#watchers]) watcher.state(state);
  }
}

function nodesOf(flat: Reply[]): NodeState[] {
  const nodes: NodeState[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const { state, facts } = JSON.parse(String(flat[index + 1])) as {
      state: NodeState["state"];
      facts: string;
    };
    nodes.push({ name: String(flat[index]), state, facts: JSON.parse(facts) });
  }
  return nodes.sort(byName);
}

/** This process's. */
export const live = (): Live =>
  perProcess("live", () => new Live({ redis: dataRedis(), name: nodeName(), nameOf: partName }));

/** Begins to beat, until the node leaves. Whatever fails costs no request anything. */
export function beginLive(): void {
  if (env().SESSION_STORE === "memory") return;
  live().start();
  tellFigures();
  drain().signal.addEventListener("abort", () => void live().leave(), { once: true });
}
