import { SignJWT } from "jose";
import { env } from "../../env.ts";
import { rolesOf } from "../../users/user.ts";
import type { AppSession } from "../sessions.ts";
import { type IdentityKey, identityKeys } from "./identity-keys.ts";

/** Seconds for which a signed identity is valid. */
export const identityLives = 60;

/**
 * The person who asks, as a JWT (EdDSA) that a service behind the login checks with the keys at
 * `/.well-known/jwks.json`; undefined if `IDENTITY_KEYS` isn't set. No round trip.
 * @param audience The only service that may accept it.
 */
export async function signedIdentity(session: AppSession, audience: string): Promise<string | undefined> {
  const [key] = await identityKeys();
  return key && sign(key, session, audience);
}

/** The same with this key. @param now By this node's clock. */
export function sign(
  { kid, privateKey }: IdentityKey,
  { id, user, data: { email, name, role } }: Pick<AppSession, "id" | "user" | "data">,
  audience: string,
  now = new Date(),
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ email, name, roles: rolesOf(role), sid: id })
    .setProtectedHeader({ alg: "EdDSA", kid, typ: "JWT" })
    .setIssuer(env().SITE_URL)
    .setSubject(user)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + identityLives)
    .sign(privateKey);
}
