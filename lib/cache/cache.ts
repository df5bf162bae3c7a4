import type { CacheHandler } from "next/dist/server/lib/incremental-cache/index.js";

/** The calls that Next.js makes to a cache. `cache-handler.mjs` at the root passes them on. */
export type Cache = Pick<CacheHandler, "get" | "set" | "revalidateTag">;

export type GetContext = Parameters<Cache["get"]>[1];
type Value = NonNullable<Parameters<Cache["set"]>[1]>;
type SetContext = Parameters<Cache["set"]>[2];

/** The tags that a reader asks for beside the entry's own tags. `revalidatePath` works by them. */
export function askedTags(context: GetContext): string[] {
  return "softTags" in context ? [...(context.tags ?? []), ...(context.softTags ?? [])] : [];
}

/**
 * An entry's own tags: Next.js passes those of data beside it, and those of pages and routes in a
 * header.
 */
export function ownTags(value: Value, context: SetContext): string[] {
  if (value.kind === "FETCH") return ("tags" in context && context.tags) || value.tags || [];
  if (!("headers" in value)) return [];
  const header = value.headers?.["x-next-cache-tags"];
  return typeof header === "string" ? header.split(",") : [];
}
