// For `cacheHandler`. Next.js loads this file as it is, outside its bundles, so the file can't
// import from the app. It passes calls on to the cache that lib/cache/shared.ts makes at boot. A
// build has no such cache, and caches nothing.
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
