import { askedAddress, opensPage } from "@/lib/auth/forward-auth/asked-address.ts";
import { identityHeaders } from "@/lib/auth/forward-auth/headers.ts";
import { readParameters } from "@/lib/auth/forward-auth/parameters.ts";
import { signedIdentity } from "@/lib/auth/forward-auth/signed-identity.ts";
import { entry } from "@/lib/auth/guard.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { notSignedInTo, problem, unavailable, wrongRole } from "@/lib/auth/problem.ts";
import { returnAddress, signInAddress } from "@/lib/auth/return-address.ts";
import { env } from "@/lib/env.ts";

/**
 * A proxy asks whether it may hand a request on to a service that knows nothing of this site's
 * logins. The route answers 200 with the person's identity, 401 with the sign-in's address, 403 if
 * the session's role is not permitted, and 503 while Redis can't say. 1 Redis round trip with a
 * cookie that this site sealed, none without. The route remembers nothing, so a revocation counts
 * at the next request. It slides the session's idle end as a page of this site does. nginx answers
 * this path to nobody outside, since the answer has a signed identity in it.
 */
export async function GET(request: Request): Promise<Response> {
  const parameters = readParameters(new URL(request.url).searchParams);
  if ("problem" in parameters)
    return problem(400, "Wrong question", `${parameters.problem} See docs/recipes/forward-auth.md.`);
  const { role, audience = env().SITE_URL, redirects } = parameters;
  const asked = await entry(role);
  switch (asked.status) {
    case "anonymous": {
      const signIn = signInAddress(returnAddress(askedAddress(request.headers)));
      return notSignedInTo(signIn, redirects && opensPage(request.method, request.headers));
    }
    case "forbidden":
      return wrongRole(role);
    case "unavailable":
      return unavailable(asked);
    case "allowed": {
      const identity = await signedIdentity(asked.session, audience);
      return new Response(null, {
        headers: {
          "cache-control": "no-store",
          ...identityHeaders(asked.session),
          "x-auth-identity": identity ?? "",
        },
      });
    }
  }
}

/** Envoy asks with the method of the request that it asks about. No method changes anything. */
export { GET as POST, GET as PUT, GET as PATCH, GET as DELETE };

export const { OPTIONS } = takesOnly("GET", "POST", "PUT", "PATCH", "DELETE");
