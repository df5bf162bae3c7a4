import { takesOnly } from "@/lib/auth/methods.ts";
import { problem } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { drain } from "@/lib/cluster/drain.ts";
import { nodeName } from "@/lib/cluster/node.ts";

export const dynamic = "force-dynamic";

/** Whether this node should get requests: it isn't leaving, and Redis answers it. */
export async function GET(): Promise<Response> {
  if (drain().leaving)
    return problem(503, "Leaving", `${nodeName()} finishes what it has and takes nothing new.`);
  try {
    await sessions().ping?.();
  } catch {
    return problem(503, "Redis unreachable", `${nodeName()} runs, but Redis does not answer it.`, {
      "retry-after": "2",
    });
  }
  return Response.json({ node: nodeName(), ready: true });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
