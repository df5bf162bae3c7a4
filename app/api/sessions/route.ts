import { endSessionsIfProven } from "@/lib/auth/end-sessions.ts";
import { withSameOriginSession, withSession } from "@/lib/auth/guard.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { proofTooOld } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";

/**
 * The person's sessions, oldest first: exactly those that the site would accept. A session whose
 * record can't be read has only an id and `readable: false`, so that the person can end it.
 */
export function GET(): Promise<Response> {
  return withSession(async (own) => {
    const list = await sessions().list(own.user);
    const shown = list.map((listed) => {
      const { id } = listed;
      if (!listed.readable) return { id, readable: false, current: id === own.id };
      const { createdAt, lastSeenAt, metadata } = listed;
      return {
        id,
        readable: true,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        ...metadata,
        current: id === own.id,
      };
    });
    return Response.json(shown, { headers: { "cache-control": "no-store" } });
  });
}

/**
 * Signs out everywhere, or with `?except=current` everywhere else: 204, or 403 if the person must
 * enter the password again.
 */
export function DELETE(request: Request): Promise<Response> {
  return withSameOriginSession(request, async (own) => {
    const keepsOwn = new URL(request.url).searchParams.get("except") === "current";
    const ended = await endSessionsIfProven(own, { which: keepsOwn ? "others" : "all" });
    return ended.status === "step-up" ? proofTooOld() : new Response(null, { status: 204 });
  });
}

export const { OPTIONS, POST, PUT, PATCH } = takesOnly("GET", "DELETE");
