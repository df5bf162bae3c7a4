import { offersCompanySignOn } from "@/lib/auth/company.ts";
import { endByLogoutToken } from "@/lib/auth/company-logout/end-by-token.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { noCompanySignOn, problem, unavailable } from "@/lib/auth/problem.ts";
import { isUnavailable } from "@/lib/session/index.ts";

/** A logout token is about a kilobyte. */
const longest = 16 * 1024;

/**
 * The identity provider ends sessions here (OpenID Connect Back-Channel Logout 1.0). The route
 * answers 200 once they are ended on every node, and 400 for a token that isn't in order. It
 * answers 503 while it can end nothing, so that the provider sends the token again. A server asks,
 * not a browser: the token's signature proves its identity, and the route looks at neither cookies
 * nor the origin of the request.
 */
export async function POST(request: Request): Promise<Response> {
  if (!offersCompanySignOn()) return noCompanySignOn();
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? ""))
    return refused("Send it as application/x-www-form-urlencoded with the field logout_token.");
  const token = new URLSearchParams(await request.text()).get("logout_token");
  if (!token) return refused("The field logout_token is missing.");
  if (token.length > longest) return refused(`The logout token is longer than ${longest} characters.`);
  try {
    const done = await endByLogoutToken(token);
    switch (done.status) {
      case "ended":
        return new Response(null, { status: 200, headers: { "cache-control": "no-store" } });
      case "refused":
        return refused(`The logout token is refused: ${done.why}.`);
      case "unreachable":
        return unavailable(
          { retryAfter: 5, reason: "provider-away" },
          "The identity provider's keys can't be had.",
        );
    }
  } catch (error) {
    if (isUnavailable(error)) return unavailable(error);
    throw error;
  }
}

/** The answer has the two members that section 2.8 names. */
const refused = (why: string) =>
  problem(400, "Not a valid logout", why, {}, { error: "invalid_request", error_description: why });

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
