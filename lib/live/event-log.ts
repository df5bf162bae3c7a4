import type { DurableRedis } from "../session/redis/durable.ts";
import { isAfter, type LiveEvent, parseEvent } from "./event.ts";
import { eventsKept, eventsKey, partsKey } from "./keys.ts";
import { collectScript } from "./scripts.ts";

/**
 * What this node knows of the events that the nodes share in a Redis stream:
 * the last {@link eventsKept}.
 */
export class EventLog {
  readonly #redis: DurableRedis;
  readonly #name: string;
  /** The newest last: what the stream held when it was last read. */
  #events: LiveEvent[] = [];
  #lastId = "0-0";

  /** @param name This node's. */
  constructor(redis: DurableRedis, name: string) {
    this.#redis = redis;
    this.#name = name;
  }

  get recent(): readonly LiveEvent[] {
    return this.#events;
  }

  /** The events after that one. Empty for one that is too old, or unknown here as yet. */
  after(id: string): readonly LiveEvent[] {
    return this.#events.filter((event) => isAfter(event.id, id));
  }

  /** Whether the stream, whose newest event is this, has more than was read. */
  isBehind(newest: string): boolean {
    return isAfter(newest, this.#lastId);
  }

  /**
   * Reads on, and gives what is new: 1 durable round trip. Only what no failover can take back is
   * told, since a browser would else know an event that Redis doesn't.
   * @throws {RedisUnavailable} when the replicas could not be asked; the next
   * call reads the same again.
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
