import { takesOnly } from "@/lib/auth/methods.ts";
import { problem503 } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { drain } from "@/lib/node/drain.ts";
import { nodeName } from "@/lib/node/name.ts";

export const dynamic = "force-dynamic";

/** Whether this node should get requests: it isn't leaving, and Redis answers it. */
export async function GET(): Promise<Response> {
  if (drain().leaving)
    return problem503("draining", "Leaving", `${nodeName()} finishes what it has and takes nothing new.`);
  try {
    await sessions().ping?.();
  } catch {
    return problem503(
      "store-away",
      "Redis unreachable",
      `${nodeName()} runs, but Redis does not answer it.`,
      2,
    );
  }
  return Response.json({ node: nodeName(), ready: true });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
