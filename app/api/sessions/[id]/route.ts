import { endSessionsIfProven } from "@/lib/auth/end-sessions.ts";
import { withSameOriginSession } from "@/lib/auth/guard.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { problem, proofTooOld } from "@/lib/auth/problem.ts";

/**
 * Ends one of the person's own sessions: 204; 403 if the person must enter the password again; 404
 * if the person has no session of this id.
 */
export function DELETE(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return withSameOriginSession(request, async (own) => {
    const { id } = await context.params;
    const ended = await endSessionsIfProven(own, { which: "one", id });
    if (ended.status === "step-up") return proofTooOld();
    return ended.count > 0
      ? new Response(null, { status: 204 })
      : problem(404, "No such session", "None of your sessions has this id; it may have ended by itself.");
  });
}

export const { OPTIONS, GET, POST, PUT, PATCH } = takesOnly("DELETE");
