import { cookies } from "next/headers";
import { currentToken } from "@/lib/auth/current.ts";
import { withSameOriginSession } from "@/lib/auth/guard.ts";
import { sealToken } from "@/lib/auth/iron.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { problem, signedOut } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";

/**
 * Gives this browser's session its next token: 204 and the cookie that holds it. A browser that
 * asks again after a lost answer gets the same token. 409 if another answer brought it already.
 */
export function POST(request: Request): Promise<Response> {
  return withSameOriginSession(request, async () => {
    const rotated = await sessions().rotate((await currentToken()) ?? "");
    switch (rotated.status) {
      case "none":
        return signedOut();
      case "superseded":
        return problem(
          409,
          "Rotated already",
          "Another request got the new cookie a moment ago. Go on with that one.",
        );
      case "rotated":
        (await cookies()).set(await sealToken(rotated.token));
        return new Response(null, { status: 204 });
    }
  });
}

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
