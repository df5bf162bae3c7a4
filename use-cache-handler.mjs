// For `cacheHandlers`, which the directive `use cache` asks. It works like cache-handler.mjs, but
// is one object and not a class.
const cache = () => globalThis[Symbol.for("unstuck.caches")]?.directive;

export default {
  get: async (key, softTags) => cache()?.get(key, softTags),

  async set(key, pending) {
    if (cache()) await cache().set(key, pending);
    // Nothing else reads the stream, and an open stream keeps its request's state.
    else await (await pending).value.cancel();
  },

  refreshTags: async () => cache()?.refreshTags(),

  getExpiration: async (tags) => (await cache()?.getExpiration(tags)) ?? 0,

  updateTags: async (tags, durations) => cache()?.updateTags(tags, durations),
};
