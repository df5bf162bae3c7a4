import { readFileSync } from "node:fs";
import { createDefaultCacheHandler } from "next/dist/server/lib/cache-handlers/default.js";
import type { CacheHandler } from "next/dist/server/lib/cache-handlers/types.js";
import { drain } from "../cluster/drain.ts";
import { nodeName } from "../cluster/node.ts";
import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import type { Cache } from "./cache.ts";
import { MemoryCache } from "./memory-cache.ts";
import { RedisCache } from "./redis-cache.ts";
import { RedisEntries } from "./redis-entries.ts";
import { RedisUseCache } from "./redis-use-cache.ts";

/** This process's caches, where the two handlers at the root find them. */
interface Caches {
  /** For `cacheHandler`: data and pages. */
  readonly pages: Cache;
  /** For `cacheHandlers`: what the directive `use cache` keeps. */
  readonly directive: CacheHandler;
  expire(tag: string): Promise<void>;
}

/** Makes them. Before the first request, since Next.js asks from then on. */
export function openCaches(): Caches {
  return perProcess<Caches>("caches", () => {
    const { REDIS_URL, SHARED_CACHE } = env();
    if (SHARED_CACHE === "off") return ownCaches();
    const entries = new RedisEntries({
      url: REDIS_URL,
      label: `${nodeName()}-cache`,
      // The server's folder is its working folder.
      build: readFileSync(".next/BUILD_ID", "utf8").trim(),
      durable: dataRedis(),
    });
    drain().onClose(() => entries.close());
    return {
      pages: new RedisCache(entries),
      directive: new RedisUseCache(entries),
      expire: (tag) => entries.expire([tag]),
    };
  });
}

/** What each node would have for itself: for `use cache` the very handler that Next.js takes where none is given, at its preset size. */
function ownCaches(): Caches {
  const [pages, directive] = [new MemoryCache(), createDefaultCacheHandler(50 * 1024 * 1024)];
  return {
    pages,
    directive,
    async expire(tag) {
      await pages.revalidateTag(tag);
      await directive.updateTags([tag]);
    },
  };
}

/**
 * Expires all that was cached with this tag, on every node. To be awaited, where Next.js's `revalidateTag` can't be: in a route it
 * returns at once, and is carried out after the answer was sent. 1 round trip and replication.
 * @throws {RedisUnavailable} when it may not have become known to all nodes.
 */
export const expireTag = (tag: string): Promise<void> => openCaches().expire(tag);
