import { pack, unpack } from "msgpackr";
import type { CacheEntry, CacheHandler } from "next/dist/server/lib/cache-handlers/types.js";
import type { RedisEntries } from "./redis-entries.ts";

type Kept = Omit<CacheEntry, "value" | "timestamp"> & { readonly bytes: Uint8Array };

/**
 * The entries of `use cache`, for all nodes, in the same form and under the same tags as data and
 * pages. Next.js compares an entry's `timestamp` with the clock of the node that reads it. So this
 * class converts the timestamp from Redis's clock, which alone decides how old an entry is.
 */
export class RedisUseCache implements CacheHandler {
  readonly #entries: RedisEntries;
  /**
   * Entries that this node is about to keep. A caller that asks for one in the meantime waits for
   * it instead of computing it, too.
   */
  readonly #keeping = new Map<string, Promise<void>>();
  /**
   * How far Redis's clock is ahead of this node's, in milliseconds. The value is too low by at most
   * one round trip.
   */
  #ahead: number | undefined;

  constructor(entries: RedisEntries) {
    this.#entries = entries;
  }

  /** 1 round trip. */
  async get(key: string, softTags: string[]): Promise<CacheEntry | undefined> {
    await this.#keeping.get(key);
    const found = await this.#entries.find(key, softTags);
    if (found.status === "away") return undefined;
    this.#ahead = found.now - clock();
    if (found.status === "none") return undefined;
    const { bytes, ...entry } = unpack(found.value) as Kept;
    return { ...entry, timestamp: found.at - this.#ahead, value: streamOf(bytes) };
  }

  /** 1 round trip. It doesn't keep a value whose computation failed midway. */
  async set(key: string, pending: Promise<CacheEntry>): Promise<void> {
    const work = this.#keep(key, pending);
    // If the cache can't keep the value, a caller that waits for it can compute it.
    const over = work.catch(() => {});
    this.#keeping.set(key, over);
    await work.finally(() => {
      if (this.#keeping.get(key) === over) this.#keeping.delete(key);
    });
  }

  async refreshTags(): Promise<void> {
    // A read looks at its tags in Redis. No node has a list of tags that could be outdated.
  }

  /** Tells Next.js that `get` looks at a page's own tags as well. */
  async getExpiration(): Promise<number> {
    return Number.POSITIVE_INFINITY;
  }

  /**
   * 1 round trip per tag, and replication.
   * @throws {RedisUnavailable} when some node may not know of the expiry.
   */
  async updateTags(tags: string[]): Promise<void> {
    await this.#entries.expire(tags);
  }

  async #keep(key: string, pending: Promise<CacheEntry>): Promise<void> {
    const entry = await pending.catch(() => undefined);
    if (!entry) return;
    const { value, timestamp, ...rest } = entry;
    const bytes = await bytesOf(value).catch(() => undefined);
    // Without Redis's clock, a reader can't tell whether a tag expired since.
    if (!bytes || rest.expire === 0 || this.#ahead === undefined) return;
    const kept: Kept = { ...rest, bytes };
    const begun = Math.floor(timestamp + this.#ahead);
    await this.#entries.keep(key, pack(kept), rest.tags, begun, Math.floor(rest.expire * 1000));
  }
}

/** Milliseconds by the clock with which Next.js measures an entry's age: it never goes back. */
const clock = () => performance.timeOrigin + performance.now();

const bytesOf = async (stream: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(stream).arrayBuffer());

const streamOf = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
