import { LRUCache } from "lru-cache";
import { pack, unpack } from "msgpackr";
import { askedTags, type Cache, type GetContext, ownTags } from "./cache.ts";
import type { RedisEntries } from "./redis-entries.ts";

/**
 * Data and pages, for all nodes. It never makes a page fail: if Redis is away, that is a miss. Only
 * the expiry of a tag must reach Redis.
 */
export class RedisCache implements Cache {
  readonly #entries: RedisEntries;
  /**
   * When a caller asked for a missing entry, by Redis's clock. A value that is computed from then
   * on must not outlive a tag that expired in the meantime.
   */
  readonly #begun = new LRUCache<string, number>({ max: 1000 });

  constructor(entries: RedisEntries) {
    this.#entries = entries;
  }

  /** 1 round trip. */
  async get(key: string, context: GetContext): ReturnType<Cache["get"]> {
    const found = await this.#entries.find(key, askedTags(context));
    if (found.status === "found") return { ...unpack(found.value), lastModified: found.at };
    // Of the callers that compute it now, the first began earliest. Which value the cache will keep
    // isn't known yet.
    if (found.status === "none" && !this.#begun.has(key)) this.#begun.set(key, found.now);
    return null;
  }

  /** 1 round trip. */
  async set(...[key, value, context]: Parameters<Cache["set"]>): Promise<void> {
    if (!value) return;
    const cacheControl = "cacheControl" in context ? context.cacheControl : undefined;
    const entry = pack({ value, ...(cacheControl ? { cacheControl } : {}) });
    const begun = this.#begun.get(key) ?? 0;
    this.#begun.delete(key);
    await this.#entries.keep(key, entry, ownTags(value, context), begun);
  }

  /**
   * 1 round trip per tag, and replication.
   * @throws {RedisUnavailable} when some node may not know of the expiry.
   */
  async revalidateTag(tags: string | string[]): Promise<void> {
    await this.#entries.expire([tags].flat());
  }
}
