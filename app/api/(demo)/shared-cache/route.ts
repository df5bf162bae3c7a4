import { computed, computedByDirective, tag } from "@/app/(demo)/shared-cache/computed.ts";
import { refusalToBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { crossSite, unavailable } from "@/lib/auth/problem.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";
import { expireTag } from "@/lib/cache/shared.ts";
import { nodeName } from "@/lib/node/name.ts";
import { isUnavailable } from "@/lib/session/index.ts";

/** The value cached in each of the two ways, and the name of the node that answers. */
export async function GET(): Promise<Response> {
  const answer = { node: nodeName(), value: await computed(), directive: await computedByDirective() };
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
}

/**
 * Expires both on every node before it answers 204. For operators, and in demo mode for everybody.
 */
export async function DELETE(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  const who = await current();
  const refusal = refusalToBreak(who);
  if (refusal) return refusal;
  try {
    await expireTag(tag);
  } catch (error) {
    if (isUnavailable(error)) return unavailable(error);
    throw error;
  }
  return new Response(null, { status: 204 });
}

export const { OPTIONS, POST, PUT, PATCH } = takesOnly("GET", "DELETE");
