import { decodeJwt } from "jose";
import { z } from "zod";

/** The facts in an ID token (OpenID Connect Core 2) about the sign-in at the provider. */
export interface ProviderSignIn {
  subject: string;
  /** The session at the provider, if the provider names it. */
  sid: string | undefined;
  /** When the token was issued, in seconds by the provider's clock. */
  issuedAt: number;
  /**
   * Seconds since the person last signed in at the provider; undefined if the provider doesn't say.
   */
  age: number | undefined;
}

const claims = z.object({
  sub: z.string().min(1).max(255),
  sid: z.string().min(1).max(1024).optional().catch(undefined),
  iat: z.number(),
  auth_time: z.number().optional().catch(undefined),
});

/**
 * Seconds by which the clocks of a provider's nodes may differ: one node signs a person in, another
 * issues the token.
 */
const clockSkew = 60;

/**
 * Reads an ID token that came from the token endpoint and that Auth.js has validated. The age of
 * the sign-in is the difference of two times of one clock, the provider's, so no other clock has to
 * agree with it.
 * @throws {z.ZodError} if it isn't an ID token.
 */
export function readIdToken(idToken: string): ProviderSignIn {
  const { sub, sid, iat, auth_time } = claims.parse(decodeJwt(idToken));
  const age = auth_time === undefined ? undefined : iat - auth_time;
  const isSaid = age !== undefined && age >= -clockSkew;
  return { subject: sub, sid, issuedAt: iat, age: isSaid ? Math.max(0, age) : undefined };
}
