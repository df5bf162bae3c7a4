import { type Cache, ownTags } from "../lib/cache/cache.ts";

type Entry = NonNullable<Awaited<ReturnType<Cache["get"]>>> & { readonly tags: readonly string[] };

/**
 * A cache of this process alone, like Next.js's own: an entry that expires on one node stays on the
 * others. For the negative control.
 */
export class MemoryCache implements Cache {
  readonly #entries = new Map<string, Entry>();

  async get(key: string): ReturnType<Cache["get"]> {
    return this.#entries.get(key) ?? null;
  }

  async set(...[key, value, context]: Parameters<Cache["set"]>): Promise<void> {
    if (value) this.#entries.set(key, { value, lastModified: Date.now(), tags: ownTags(value, context) });
    else this.#entries.delete(key);
  }

  async revalidateTag(tags: string | string[]): Promise<void> {
    const gone = new Set([tags].flat());
    for (const [key, entry] of this.#entries) {
      if (entry.tags.some((tag) => gone.has(tag))) this.#entries.delete(key);
    }
  }
}
