import { defaultPrefix } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import * as scripts from "./scripts.ts";

/** Other requests changed the record during each of our attempts. */
class RecordContended extends Error {
  constructor(kind: string) {
    super(`The ${kind} was changed by others at each of ${replaceTries} tries. Sign in again.`);
    this.name = "RecordContended";
  }
}

const replaceTries = 16;

/**
 * Records that belong to a user and are found by an id of their own: accounts at identity
 * providers, authenticators. Each record is one key. Another key lists a user's ids, since the two
 * can't share a slot of a Cluster. The list is written first and cleared last, so that every record
 * is always listed and can be removed with its owner.
 */
export class RedisOwnedRecords<T extends { userId: string }> {
  readonly #redis: DurableRedis;
  readonly #kind: string;
  readonly #prefix: string;

  /** @param kind Names the keys: `<prefix>:<kind>:<id>`. */
  constructor(redis: DurableRedis, kind: string, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#kind = kind;
    this.#prefix = prefix;
  }

  /**
   * Adds a record, unless its id is another user's: 2 round trips, durable.
   * @returns The current record afterwards.
   */
  async add(id: string, record: T): Promise<T> {
    await this.#redis.write(scripts.indexAddScript, [this.#index(record.userId)], [id]);
    const replies = await this.#redis.write(
      scripts.putNewScript,
      [this.#key(id)],
      [JSON.stringify(record), 0],
    );
    // If it was written twice (after a lost connection), the second reply shows the record that the
    // first one wrote.
    const there = replies.at(-1) ? this.#parse(replies.at(-1)) : record;
    if (there.userId !== record.userId) {
      await this.#redis.write(scripts.indexRemoveScript, [this.#index(record.userId)], [id]);
    }
    return there;
  }

  /**
   * Hands a record over from an owner who is gone: 4 round trips, durable. Of two calls at once,
   * one does it.
   * @returns The record as it is now, or undefined if none exists.
   */
  async replace(id: string, from: string, record: T): Promise<T | undefined> {
    await this.#redis.write(scripts.indexAddScript, [this.#index(record.userId)], [id]);
    const there = await this.update(id, (found) => (found.userId === from ? record : found));
    const loser = there?.userId === record.userId ? from : record.userId;
    await this.#redis.write(scripts.indexRemoveScript, [this.#index(loser)], [id]);
    return there;
  }

  /** 1 round trip. */
  async find(id: string): Promise<T | undefined> {
    const content = await this.#redis.read(scripts.getScript, [this.#key(id)]);
    return content ? this.#parse(content) : undefined;
  }

  /** A user's records: 1 round trip, and 1 for all of them together. */
  async of(userId: string): Promise<T[]> {
    const records = await Promise.all((await this.#ids(userId)).map((id) => this.find(id)));
    return records.filter((record) => record !== undefined).filter((record) => record.userId === userId);
  }

  /**
   * Changes a record so that no other change is lost: 2 round trips, durable, and 2 more each time
   * that another request was quicker.
   * @returns The record as it is now, or undefined if none exists.
   */
  async update(id: string, change: (record: T) => T): Promise<T | undefined> {
    for (let attempt = 0; attempt < replaceTries; attempt += 1) {
      const content = await this.#redis.read(scripts.getScript, [this.#key(id)]);
      if (!content) return undefined;
      const changed = change(this.#parse(content));
      const replies = await this.#redis.write(
        scripts.replaceScript,
        [this.#key(id)],
        [content as Buffer, JSON.stringify(changed)],
      );
      if (replies.includes(1)) return changed;
    }
    throw new RecordContended(this.#kind);
  }

  /** Removes a record and returns it: 2 round trips, durable. */
  async remove(id: string): Promise<T | undefined> {
    const taken = (await this.#redis.write(scripts.takeScript, [this.#key(id)])).find(Boolean);
    if (!taken) return undefined;
    const record = this.#parse(taken);
    await this.#redis.write(scripts.indexRemoveScript, [this.#index(record.userId)], [id]);
    return record;
  }

  /** Removes all of a user's records. A repeated call finishes one that was cut short. */
  async removeAllOf(userId: string): Promise<void> {
    const ids = await this.#ids(userId);
    const own = await Promise.all(ids.map((id) => this.find(id)));
    await Promise.all(ids.filter((_, at) => own[at]?.userId === userId).map((id) => this.remove(id)));
    if (ids.length > 0) await this.#redis.write(scripts.indexRemoveScript, [this.#index(userId)], ids);
  }

  async #ids(userId: string): Promise<string[]> {
    return ((await this.#redis.read(scripts.indexListScript, [this.#index(userId)])) as Buffer[]).map(String);
  }

  #parse(content: unknown): T {
    return JSON.parse(String(content)) as T;
  }

  #key(id: string): string {
    return `${this.#prefix}:${this.#kind}:${id}`;
  }

  #index(userId: string): string {
    return `${this.#prefix}:${this.#kind}s-of:${userId}`;
  }
}
