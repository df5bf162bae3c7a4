import { customFetch } from "next-auth";
import type { OIDCConfig } from "next-auth/providers";
import { env } from "../env.ts";

/**
 * What the identity provider tells of a person (OpenID Connect Core 5.1);
 * company-claims.ts reads the rest.
 */
export interface CompanyProfile {
  sub: string;
}

/** The name of the provider in Auth.js, in the callback's path and in the accounts' keys. */
export const company = "company";

/** Whether company single sign-on is set up; without it the door isn't offered. */
export function offersCompanySignOn(): boolean {
  return env().OIDC_ISSUER !== undefined;
}

/** The company's identity provider, whichever speaks OpenID Connect. */
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
    // the answer to this browser: that one is checked by us (sign-on/finish.ts), since Auth.js
    // keeps one sign-on a browser, and two tabs would disturb each other.
    checks: ["pkce", "nonce"],
    // From the userinfo endpoint: with a code grant, providers may leave email and name out
    // of the ID token (Core 5.4).
    idToken: false,
    // `sub` is unique at one issuer only: after a change of provider, another person may have the
    // same. The other claims are read where they are decided on (company-claims.ts).
    profile: ({ sub }) => ({ id: accountIdOf(sub) }),
    [customFetch]: companyFetch(),
  };
}

/** By what a subject's account is kept. */
export const accountIdOf = (subject: string): string => `${env().OIDC_ISSUER} ${subject}`;

/** How a node asks the provider. */
export function companyFetch(): typeof fetch {
  const { OIDC_ISSUER = "", OIDC_BACKCHANNEL_URL } = env();
  return OIDC_BACKCHANNEL_URL ? backchannel(OIDC_ISSUER, OIDC_BACKCHANNEL_URL) : fetch;
}

/**
 * Sends what the nodes ask the issuer to another address: in containers, the browser's
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
