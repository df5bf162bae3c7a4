import { readFileSync } from "node:fs";
import { drain } from "../cluster/drain.ts";
import { nodeName } from "../cluster/node.ts";
import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import type { Cache } from "./cache.ts";
import { MemoryCache } from "./memory-cache.ts";
import { RedisCache } from "./redis-cache.ts";

/** Makes this process's cache, where `cache-handler.mjs` finds it. Before the first request, since Next.js asks from then on. */
export function openCache(): Cache {
  return perProcess<Cache>("cache", () => {
    const { REDIS_URL, SHARED_CACHE } = env();
    if (SHARED_CACHE === "off") return new MemoryCache();
    const cache = new RedisCache({
      url: REDIS_URL,
      label: `${nodeName()}-cache`,
      // The server's folder is its working folder.
      build: readFileSync(".next/BUILD_ID", "utf8").trim(),
      durable: dataRedis(),
    });
    drain().onClose(() => cache.close());
    return cache;
  });
}

/**
 * Expires all that was cached with this tag, on every node. To be awaited, where Next.js's `revalidateTag` can't be: in a route it
 * returns at once, and is carried out after the answer was sent. 1 round trip and replication.
 * @throws {RedisUnavailable} when it may not have become known to all nodes.
 */
export const expireTag = (tag: string): Promise<void> => openCache().revalidateTag(tag);
