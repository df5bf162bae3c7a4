import { normalizeEmail } from "../users/email.ts";
import { pictureOf } from "./picture.ts";

/** What a missing `email_verified` means: OIDC_EMAIL_VERIFIED_MISSING. */
export type WhenMissing = "refuse" | "trust";

/** The identity provider's claims about a person. This site does not trust them as they are. */
export interface Claims {
  name: string | undefined;
  /**
   * The URL of the person's picture, if a page may load it; empty if there is none. If it is left
   * out, the account keeps its picture.
   */
  image?: string;
  address:
    | { status: "verified"; email: string }
    | { status: "unverified" }
    /** The provider doesn't say whether it is verified. */
    | { status: "unsaid" }
    /** The provider sends no address, or one that this site can't keep. */
    | { status: "none" };
}

/** In characters, the same as in the sign-up form. */
const longestName = 100;

/**
 * Reads the claims of OpenID Connect Core 5.1. `email_verified` is a boolean there; some providers
 * send it as text, and some leave it out.
 */
export function readClaims(
  profile: object,
  whenMissing: WhenMissing,
  pictureOrigins: readonly string[] = [],
): Claims {
  const { name, email, email_verified, picture } = profile as Record<string, unknown>;
  return {
    name: typeof name === "string" ? [...name.trim()].slice(0, longestName).join("") || undefined : undefined,
    image: pictureOf(picture, pictureOrigins),
    address: addressOf(email, email_verified ?? undefined, whenMissing),
  };
}

function addressOf(email: unknown, verified: unknown, whenMissing: WhenMissing): Claims["address"] {
  const address = typeof email === "string" ? normalizeEmail(email) : undefined;
  if (!address) return { status: "none" };
  const isVerified =
    verified === true || verified === "true" || (verified === undefined && whenMissing === "trust");
  if (isVerified) return { status: "verified", email: address };
  return { status: verified === undefined ? "unsaid" : "unverified" };
}
