import { readFileSync } from "node:fs";
import type { CacheHandler } from "next/dist/server/lib/cache-handlers/types.js";
import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { isDevelopment } from "../node/development.ts";
import { drain } from "../node/drain.ts";
import { nodeName } from "../node/name.ts";
import { replaceable } from "../node/per-process.ts";
import type { Cache } from "./cache.ts";
import { RedisCache } from "./redis-cache.ts";
import { RedisEntries } from "./redis-entries.ts";
import { RedisUseCache } from "./redis-use-cache.ts";

/** This process's caches, where the two handlers at the root find them. */
export interface Caches {
  /** For `cacheHandler`: data and pages. */
  readonly pages: Cache;
  /** For `cacheHandlers`: the entries of the directive `use cache`. */
  readonly directive: CacheHandler;
  expire(tag: string): Promise<void>;
}

/** Makes the caches. Call it before the first request, because Next.js asks from then on. */
export const openCaches = replaceable<Caches>("caches", () => {
  const entries = new RedisEntries({
    url: env().REDIS_URL,
    label: `${nodeName()}-cache`,
    build: buildId(),
    durable: dataRedis(),
  });
  drain().onClose(() => entries.close());
  return {
    pages: new RedisCache(entries),
    directive: new RedisUseCache(entries),
    expire: (tag) => entries.expire([tag]),
  };
});

/**
 * The server's folder is its working folder. `next dev` has no build, so it forgets its entries
 * when it starts again.
 */
function buildId(): string {
  if (isDevelopment) return `development-${Date.now()}`;
  return readFileSync(".next/BUILD_ID", "utf8").trim();
}

/**
 * Expires all entries with this tag, on every node. A caller can await it, unlike `revalidateTag`
 * of Next.js: in a route, that one returns at once and acts after the answer was sent. 1 round trip
 * and replication.
 * @throws {RedisUnavailable} when some node may not know of the expiry.
 */
export const expireTag = (tag: string): Promise<void> => openCaches().expire(tag);
