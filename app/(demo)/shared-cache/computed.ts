import { randomUUID } from "node:crypto";
import { cacheLife, cacheTag, unstable_cache } from "next/cache";
import { expireTag } from "@/lib/cache/shared.ts";
import { nodeName } from "@/lib/node/name.ts";

export const tag = "computed";
const hour = 3600;

/**
 * Stands for any expensive value: one node computes it, and all nodes show it until its tag expires
 * on any of them.
 */
const compute = () => ({ id: randomUUID(), by: nodeName(), at: new Date().toISOString() });

export const computed = unstable_cache(async () => compute(), [tag], { tags: [tag], revalidate: hour });

/** The same with the directive, whose values Next.js keeps in another way. */
export async function computedByDirective(): Promise<ReturnType<typeof compute>> {
  "use cache";
  cacheTag(tag);
  cacheLife({ revalidate: hour, expire: 2 * hour });
  return compute();
}

/**
 * Expires the values that a person sees, on every node. A newer value, which another request had
 * computed meanwhile, stays.
 */
export async function expireIfStill(id: string): Promise<void> {
  if ((await computed()).id === id) await expireTag(tag);
}
