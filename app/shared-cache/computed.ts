import { randomUUID } from "node:crypto";
import { unstable_cache } from "next/cache";
import { expireTag } from "@/lib/cache/shared.ts";
import { nodeName } from "@/lib/cluster/node.ts";

export const tag = "computed";

/** Stands for whatever is dear to compute: one node does it, and all show it until the tag is expired on any of them. */
export const computed = unstable_cache(
  async () => ({ id: randomUUID(), by: nodeName(), at: new Date().toISOString() }),
  [tag],
  { tags: [tag], revalidate: 3600 },
);

/** Expires the value that a person sees, on every node. A newer one, which somebody else had computed meanwhile, stays. */
export async function expireIfStill(id: string): Promise<void> {
  if ((await computed()).id === id) await expireTag(tag);
}
