// For `cacheHandler`. Next.js loads this file as it is, outside of its bundles, so it can import
// nothing of the app: it passes on to the cache that lib/cache/shared.ts makes at boot. While the
// app is built there is none, and nothing is cached.
const cache = () => globalThis[Symbol.for("unstuck.caches")]?.pages;

export default class CacheHandler {
  async get(key, context) {
    return (await cache()?.get(key, context)) ?? null;
  }

  async set(key, value, context) {
    await cache()?.set(key, value, context);
  }

  async revalidateTag(tags, durations) {
    await cache()?.revalidateTag(tags, durations);
  }

  resetRequestCache() {}
}
