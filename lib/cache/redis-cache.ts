import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LRUCache } from "lru-cache";
import { pack, unpack } from "msgpackr";
import { RedisConnection } from "../redis/connection.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { isUnavailable } from "../redis/errors.ts";
import { type Reply, Script } from "../redis/script.ts";
import { askedTags, type Cache, type GetContext, ownTags } from "./cache.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a browser's address in pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");
const getScript = new Script(join(folder, "get.lua"));
const setScript = new Script(join(folder, "set.lua"));
const expireScript = new Script(join(folder, "expire.lua"));

/** In one slot of a Cluster, since a read looks at an entry and its tags at once. */
const stem = "unstuck:{cache}:";
const tagStem = `${stem}tag:`;

/** Milliseconds for which Redis may be asked before the page computes what it wanted itself. */
const patience = 150;
/** Milliseconds for which nobody asks a Redis again that didn't answer: a page with ten cached parts waits once and not ten times. */
const pause = 1000;
/** Milliseconds an entry lives, and longer for which it is remembered that its tag was expired. */
const day = 24 * 60 * 60 * 1000;

export interface RedisCacheOptions {
  readonly url: string;
  readonly label: string;
  /** Entries of another build aren't seen: the code that reads them may have changed. Expired tags count for all builds. */
  readonly build: string;
  /** For expiring a tag, which no failover may undo. */
  readonly durable: DurableRedis;
}

/**
 * A cache that all nodes share. It never fails a page: a Redis that is away, or slower than 150 ms, is a miss. Only expiring a
 * tag must reach Redis, since everybody would go on seeing what was to go.
 */
export class RedisCache implements Cache {
  readonly #redis: RedisConnection;
  readonly #build: string;
  readonly #durable: DurableRedis;
  #askAgainAt = 0;
  /** When a missing entry was asked for, by Redis's clock: what is computed from then on must not outlive a tag expired meanwhile. */
  readonly #begun = new LRUCache<string, number>({ max: 1000 });

  constructor({ url, label, build, durable }: RedisCacheOptions) {
    this.#redis = new RedisConnection(url, { label, deadline: patience });
    this.#build = build;
    this.#durable = durable;
  }

  /** 1 round trip. */
  async get(key: string, context: GetContext): ReturnType<Cache["get"]> {
    const reply = await this.#ask(getScript, this.#keyOf(key), [tagStem, ...askedTags(context)]);
    if (!Array.isArray(reply)) return null;
    const [now, at, value] = reply;
    if (!(value instanceof Buffer)) {
      this.#begun.set(key, Number(now));
      return null;
    }
    return { ...unpack(value), lastModified: Number(at) };
  }

  /** 1 round trip. */
  async set(...[key, value, context]: Parameters<Cache["set"]>): Promise<void> {
    if (!value) return;
    const cacheControl = "cacheControl" in context ? context.cacheControl : undefined;
    const entry = pack({ value, ...(cacheControl ? { cacheControl } : {}) });
    const begun = this.#begun.get(key) ?? 0;
    this.#begun.delete(key);
    await this.#ask(setScript, this.#keyOf(key), [begun, ownTags(value, context).join("\n"), entry, day]);
  }

  /** 1 round trip and replication. @throws {RedisUnavailable} when it may not have become known to all nodes. */
  async revalidateTag(tags: string | string[]): Promise<void> {
    for (const tag of [tags].flat()) await this.#durable.write(expireScript, [tagStem + tag], [2 * day]);
  }

  close(): Promise<void> {
    return this.#redis.close();
  }

  async #ask(script: Script, key: string, args: (string | Buffer | number)[]): Promise<Reply | undefined> {
    if (performance.now() < this.#askAgainAt) return undefined;
    try {
      return await this.#redis.run((client) => script.call(client, [key], args));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#askAgainAt = performance.now() + pause;
      return undefined;
    }
  }

  #keyOf(key: string): string {
    return `${stem}${this.#build}:${createHash("sha256").update(key).digest("base64url")}`;
  }
}
