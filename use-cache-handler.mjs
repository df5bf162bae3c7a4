// For `cacheHandlers`, which the directive `use cache` asks: as cache-handler.mjs, but
// one object and not a class.
const cache = () => globalThis[Symbol.for("unstuck.caches")]?.directive;

export default {
  get: async (key, softTags) => cache()?.get(key, softTags),

  async set(key, pending) {
    if (cache()) await cache().set(key, pending);
    // Nobody else reads the stream, and one that is left open keeps its request's state.
    else await (await pending).value.cancel();
  },

  refreshTags: async () => cache()?.refreshTags(),

  getExpiration: async (tags) => (await cache()?.getExpiration(tags)) ?? 0,

  updateTags: async (tags, durations) => cache()?.updateTags(tags, durations),
};
