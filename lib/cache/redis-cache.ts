import { LRUCache } from "lru-cache";
import { pack, unpack } from "msgpackr";
import { askedTags, type Cache, type GetContext, ownTags } from "./cache.ts";
import type { RedisEntries } from "./redis-entries.ts";

/**
 * Data and pages, for all nodes. It never fails a page: a Redis that is away is a miss. Only
 * expiring a tag must reach Redis.
 */
export class RedisCache implements Cache {
  readonly #entries: RedisEntries;
  /**
   * When a missing entry was asked for, by Redis's clock: what is computed from then on must not
   * outlive a tag expired meanwhile.
   */
  readonly #begun = new LRUCache<string, number>({ max: 1000 });

  constructor(entries: RedisEntries) {
    this.#entries = entries;
  }

  /** 1 round trip. */
  async get(key: string, context: GetContext): ReturnType<Cache["get"]> {
    const found = await this.#entries.find(key, askedTags(context));
    if (found.status === "found") return { ...unpack(found.value), lastModified: found.at };
    // The first of those who compute it now began earliest, and whose
    // value is kept isn't known yet.
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
   * 1 round trip a tag and replication. @throws {RedisUnavailable} when it may not have
   * become known to all nodes.
   */
  async revalidateTag(tags: string | string[]): Promise<void> {
    await this.#entries.expire([tags].flat());
  }
}
