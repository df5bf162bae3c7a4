import { randomUUID } from "node:crypto";
import { unstable_cache } from "next/cache";
import { nodeName } from "@/lib/cluster/node.ts";

export const tag = "computed";

/** Stands for whatever is dear to compute: one node does it, and all show it until the tag is expired on any of them. */
export const computed = unstable_cache(
  async () => ({ id: randomUUID(), by: nodeName(), at: new Date().toISOString() }),
  [tag],
  { tags: [tag], revalidate: 3600 },
);
