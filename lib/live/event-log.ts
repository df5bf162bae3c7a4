import type { DurableRedis } from "../session/redis/durable.ts";
import { isAfter, type LiveEvent, parseEvent } from "./event.ts";
import { eventsKept, eventsKey, partsKey } from "./keys.ts";
import { collectScript } from "./scripts.ts";

/**
 * This node's copy of the events that the nodes share in a Redis stream: the last
 * {@link eventsKept}.
 */
export class EventLog {
  readonly #redis: DurableRedis;
  readonly #name: string;
  /** The events of the stream when this node last read it, the newest last. */
  #events: LiveEvent[] = [];
  #lastId = "0-0";

  /** @param name This node's name. */
  constructor(redis: DurableRedis, name: string) {
    this.#redis = redis;
    this.#name = name;
  }

  get recent(): readonly LiveEvent[] {
    return this.#events;
  }

  /**
   * The events after the one with this id. Empty for an event that is too old, or that this node
   * doesn't know yet.
   */
  after(id: string): readonly LiveEvent[] {
    return this.#events.filter((event) => isAfter(event.id, id));
  }

  /**
   * Whether the stream, whose newest event has this id, has more events than this node has read.
   */
  isBehind(newest: string): boolean {
    return isAfter(newest, this.#lastId);
  }

  /**
   * Reads on, and returns the new events: 1 durable round trip. It returns only events that no
   * failover can take back. Otherwise a browser would know an event that Redis doesn't.
   * @throws {RedisUnavailable} when the replicas could not confirm it. The next call reads the same
   * events again.
   */
  async collect(): Promise<readonly LiveEvent[]> {
    const replies = await this.#redis.write(collectScript, [partsKey, eventsKey], [this.#lastId, this.#name]);
    const entries = replies.at(-1) as [Buffer, Buffer[]][];
    const fresh = entries.flatMap(([id, fields]) => parseEvent(String(id), fields.map(String)) ?? []);
    this.#lastId = String(entries.at(-1)?.[0] ?? this.#lastId);
    this.#events = [...this.#events, ...fresh].slice(-eventsKept);
    return fresh;
  }
}
