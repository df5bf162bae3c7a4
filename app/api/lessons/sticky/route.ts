import { takesOnly } from "@/lib/auth/methods.ts";
import { experiment, isVisitor } from "@/lib/lessons/experiment.ts";
import { inMemory } from "@/lib/lessons/in-memory.ts";

/**
 * Counts a visitor's visits in this node's memory. nginx pins `?visitor` to a node on this path alone, and on no other.
 */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = new URL(request.url).searchParams.get("visitor");
    if (!isVisitor(visitor)) return null;
    const known = inMemory().get(`sticky ${visitor}`) ?? { visits: 0 };
    known.visits += 1;
    inMemory().set(`sticky ${visitor}`, known);
    return { body: { visits: known.visits } };
  });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
