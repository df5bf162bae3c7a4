import { customFetch } from "next-auth";
import type { OIDCConfig } from "next-auth/providers";
import { env } from "../env.ts";

/**
 * The identity provider's claims about a person (OpenID Connect Core 5.1). company-claims.ts reads
 * the rest.
 */
export interface CompanyProfile {
  sub: string;
}

/** The name of the provider in Auth.js, in the callback's path and in the accounts' keys. */
export const company = "company";

/** Whether company single sign-on is set up. If not, the site doesn't offer the door. */
export function offersCompanySignOn(): boolean {
  return env().OIDC_ISSUER !== undefined;
}

/** The company's identity provider: any that speaks OpenID Connect. */
export function companyProvider(): OIDCConfig<CompanyProfile> {
  const { OIDC_ISSUER = "", OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  return {
    id: company,
    name: "Company",
    type: "oidc",
    issuer: OIDC_ISSUER,
    ...(OIDC_CLIENT_ID ? { clientId: OIDC_CLIENT_ID } : {}),
    ...(OIDC_CLIENT_SECRET ? { clientSecret: OIDC_CLIENT_SECRET } : {}),
    // Auth.js checks PKCE alone by default. `nonce` binds the ID token to this request, and `state`
    // binds the answer to this browser. sign-on/finish.ts checks `state`, because Auth.js keeps one
    // sign-on per browser, and two tabs would disturb each other.
    checks: ["pkce", "nonce"],
    // Auth.js reads the claims from the userinfo endpoint: with a code grant, providers may leave
    // email and name out of the ID token (Core 5.4).
    idToken: false,
    // `sub` is unique at one issuer only: after a change of provider, another person may have the
    // same. company-claims.ts reads the other claims, where the site decides on them.
    profile: ({ sub }) => ({ id: accountIdOf(sub) }),
    [customFetch]: companyFetch(),
  };
}

/** The id under which a subject's account is kept. */
export const accountIdOf = (subject: string): string => `${env().OIDC_ISSUER} ${subject}`;

/** The `fetch` with which a node asks the provider. */
export function companyFetch(): typeof fetch {
  const { OIDC_ISSUER = "", OIDC_BACKCHANNEL_URL } = env();
  return OIDC_BACKCHANNEL_URL ? backchannel(OIDC_ISSUER, OIDC_BACKCHANNEL_URL) : fetch;
}

/**
 * Sends the nodes' requests to the issuer to another address: in containers, the browser's
 * `localhost` isn't theirs.
 */
function backchannel(issuer: string, address: string): typeof fetch {
  const { origin } = new URL(issuer);
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    if (asked.origin !== origin) return fetch(input, init);
    const moved = new URL(asked.pathname + asked.search, address);
    return fetch(input instanceof Request ? new Request(moved, input) : moved, init);
  };
}
