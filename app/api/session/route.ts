import { z } from "zod";
import { takesOnly } from "@/lib/auth/methods.ts";
import { signIn } from "@/lib/auth/password.ts";
import { crossSite, problem, tooMany, unavailable } from "@/lib/auth/problem.ts";
import { publicSession } from "@/lib/auth/public-session.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";
import { signOut } from "@/lib/auth/sign-out.ts";
import { nodeName } from "@/lib/node/name.ts";

const credentials = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(1024) });

/** Signs in: 201 and the cookie. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    return problem(415, "Not JSON", "Send Content-Type: application/json.");
  }
  const body = credentials.safeParse(await request.json().catch(() => undefined));
  if (!body.success) {
    return problem(
      400,
      "Bad credentials object",
      'The body must be {"email": "…", "password": "…"}, both as text.',
    );
  }
  const result = await signIn(body.data);
  switch (result.status) {
    case "wrong":
      return problem(401, "Wrong email or password", "No account has this email and password.");
    case "throttled":
      return tooMany(result);
    case "unavailable":
      return unavailable(result, result.why);
    case "signed-in":
      return Response.json(
        { node: nodeName(), session: publicSession(result.session) },
        { status: 201, headers: { "cache-control": "no-store" } },
      );
  }
}

/** Signs out: 204, also if there was nothing to end. */
export async function DELETE(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  const result = await signOut();
  return result.status === "unavailable" ? unavailable(result) : new Response(null, { status: 204 });
}

export const { OPTIONS, GET, PUT, PATCH } = takesOnly("POST", "DELETE");
