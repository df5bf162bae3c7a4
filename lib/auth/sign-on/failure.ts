import { env } from "../../env.ts";
import { reasonOf } from "./discovery.ts";

/**
 * Why a sign-on failed: the values of the login page's `?error=`, beside those of Auth.js itself.
 */
export type SignOnError =
  | "Unavailable"
  | "ProviderEmailUnverified"
  | "ProviderEmailUnsaid"
  | "ProviderUnreachable"
  | "ProviderIssuer"
  | "ProviderClient"
  | "ProviderEndedSession"
  | "SignOnElsewhere"
  | "SignOnOver"
  | "OtherAddress"
  | "Configuration";

export interface Failure {
  error: SignOnError;
  /** For the log: the cause, with the setting to look at, and nothing that a person sent. */
  line: string;
}

/**
 * What an error of Auth.js, or of the OpenID Connect client below it (oauth4webapi), means to the
 * person and to the operator.
 */
export function failureOf(error: unknown): Failure {
  const root = rootOf(error);
  const { code, cause, error: word } = Object(root) as { code?: unknown; cause?: unknown; error?: unknown };
  const said = issuersIn(cause);
  if (said) {
    const line = `the identity provider calls itself ${said.actual}, and ${said.expected} was expected by OIDC_ISSUER=${env().OIDC_ISSUER}. Set OIDC_ISSUER to what the provider says, letter by letter.`;
    return { error: "ProviderIssuer", line };
  }
  if (word === "invalid_client" || code === "OAUTH_WWW_AUTHENTICATE_CHALLENGE") {
    const line = "the identity provider doesn't know this site by OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.";
    return { error: "ProviderClient", line };
  }
  if (word === "invalid_grant")
    return { error: "SignOnOver", line: "the sign-on's code was used before, or is too old." };
  if (root instanceof TypeError && root.message === "fetch failed") {
    const { OIDC_ISSUER, OIDC_BACKCHANNEL_URL } = env();
    const address = OIDC_BACKCHANNEL_URL
      ? `OIDC_BACKCHANNEL_URL=${OIDC_BACKCHANNEL_URL}`
      : `OIDC_ISSUER=${OIDC_ISSUER}`;
    const line = `this node can't reach the identity provider by ${address}: ${reasonOf(root)}`;
    return { error: "ProviderUnreachable", line };
  }
  return { error: "Configuration", line: reasonOf(root) };
}

/** Auth.js wraps an error once or twice. */
export function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 4 && root instanceof Error; depth += 1) {
    const inner = (root.cause as { err?: unknown } | undefined)?.err;
    if (inner === undefined) return root;
    root = inner;
  }
  return root;
}

/**
 * The two names of the provider, if they differ: in its discovery document, its ID token or its
 * answer.
 */
function issuersIn(cause: unknown): { expected: string; actual: string } | undefined {
  const { expected, body, claims, attribute, claim } = (cause ?? {}) as Record<string, unknown>;
  if (attribute !== "issuer" && claim !== "iss") return undefined;
  const { issuer } = (body ?? {}) as { issuer?: unknown };
  const { iss } = (claims ?? {}) as { iss?: unknown };
  return { expected: String(expected), actual: String(issuer ?? iss) };
}
