import { whenOwnChange } from "@/lib/auth/guard.ts";
import { problem } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";

/** Ends one of the person's own sessions: 204, or 404 when there was none of this id. */
export function DELETE(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return whenOwnChange(request, async (own) => {
    const { id } = await context.params;
    const was = await sessions().revoke({ user: own.user, id });
    return was
      ? new Response(null, { status: 204 })
      : problem(404, "No such session", "None of your sessions has this id; it may have ended by itself.");
  });
}
