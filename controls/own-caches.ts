import { createDefaultCacheHandler } from "next/dist/server/lib/cache-handlers/default.js";
import type { Caches } from "../lib/cache/shared.ts";
import { MemoryCache } from "./memory-cache.ts";

/**
 * The caches that each node would have for itself. For `use cache`, this is the handler that
 * Next.js uses by default, at its default size.
 */
export function ownCaches(): Caches {
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
