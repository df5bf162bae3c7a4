import type { DurableRedis } from "../redis/durable.ts";
import { formerEndScript, formerReadScript } from "./scripts.ts";

/** A session of connect-redis doesn't hold JSON. */
export class NotJson extends Error {
  constructor(key: string, cause: unknown) {
    super(
      `What connect-redis wrote under "${key}" isn't JSON, so it had a \`serializer\` of its own. Such sessions can't be ` +
        "taken over: leave out `connectRedisPrefix`, and people sign in again.",
      { cause },
    );
    this.name = "NotJson";
  }
}

/**
 * Sessions that connect-redis wrote, in the same Redis: JSON under a prefix and the id. The store
 * reads them and never writes them.
 */
export class FormerSessions {
  readonly prefix: string;
  readonly #redis: DurableRedis;

  constructor(redis: DurableRedis, prefix: string) {
    this.#redis = redis;
    this.prefix = prefix;
  }

  /**
   * 1 round trip.
   * @returns Its JSON and the milliseconds that it has left, -1 for no limit.
   */
  async read(id: string): Promise<{ json: string; left: number } | undefined> {
    const key = this.prefix + id;
    const reply = await this.#redis.read(formerReadScript, [key]);
    if (!Array.isArray(reply)) return undefined;
    const [json, left] = [String(reply[0]), Number(reply[1])];
    try {
      JSON.parse(json);
    } catch (error) {
      throw new NotJson(key, error);
    }
    return { json, left };
  }

  /** 1 round trip, durable. */
  async end(id: string): Promise<void> {
    await this.#redis.write(formerEndScript, [this.prefix + id]);
  }
}
