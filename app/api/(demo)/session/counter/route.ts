import { withSameOriginSession } from "@/lib/auth/guard.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { signedOut } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";

/** Counts one press in the session. Two presses at once both count, on whichever nodes. */
export function POST(request: Request): Promise<Response> {
  return withSameOriginSession(request, async (session) => {
    const updated = await sessions().update(session, (data) => ({
      ...data,
      counter: (data.counter ?? 0) + 1,
    }));
    if (updated.status === "none") return signedOut();
    return Response.json(
      { counter: updated.session.data.counter },
      { headers: { "cache-control": "no-store" } },
    );
  });
}

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
