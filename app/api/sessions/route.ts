import { cookies } from "next/headers";
import { whenOwnChange, whenSignedIn } from "@/lib/auth/guard.ts";
import { cookieName, emptyCookie } from "@/lib/auth/iron.ts";
import { sessions } from "@/lib/auth/sessions.ts";

/** The person's sessions, oldest first: exactly those that would be accepted. */
export function GET(): Promise<Response> {
  return whenSignedIn(async (own) => {
    const list = await sessions().list(own.user);
    const shown = list.map(({ id, createdAt, lastSeenAt, createdBy, door, device }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      createdBy,
      door,
      device,
      current: id === own.id,
    }));
    return Response.json(shown, { headers: { "cache-control": "no-store" } });
  });
}

/** Signs out everywhere, or with `?except=current` everywhere else: 204. */
export function DELETE(request: Request): Promise<Response> {
  return whenOwnChange(request, async (own) => {
    const keepsOwn = new URL(request.url).searchParams.get("except") === "current";
    await sessions().revokeAll(own.user, keepsOwn ? own : undefined);
    if (!keepsOwn && (await cookies()).has(cookieName())) (await cookies()).set(emptyCookie());
    return new Response(null, { status: 204 });
  });
}
