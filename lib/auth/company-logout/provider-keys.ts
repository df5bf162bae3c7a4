import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import { log } from "../../node/log.ts";
import { perProcess } from "../../node/per-process.ts";
import { companyFetch } from "../company.ts";
import { reasonOf } from "../sign-on/discovery.ts";

/** The site can't get the provider's keys, so it can't judge a signature. */
export class KeysAway extends Error {
  constructor(jwksUri: string, cause: unknown) {
    super(`The identity provider's keys can't be had from ${jwksUri}: ${reasonOf(cause)}`, { cause });
    this.name = "KeysAway";
  }
}

/**
 * The provider's signing keys, kept for ten minutes. For a key that isn't among them, this site
 * asks for them again, at most twice a minute, so that a stranger's tokens can't make it ask
 * without end.
 */
export function providerKeys(jwksUri: string): JWTVerifyGetKey {
  const sets = perProcess("company-keys", () => new Map<string, ReturnType<typeof createRemoteJWKSet>>());
  const known =
    sets.get(jwksUri) ??
    createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 3000, [customFetch]: companyFetch() });
  sets.set(jwksUri, known);
  return async (header, token) => {
    try {
      return await known(header, token);
    } catch (error) {
      if (!isAway(error)) throw error;
      const away = new KeysAway(jwksUri, error);
      log().error(away.message);
      throw away;
    }
  };
}

/**
 * jose throws its most general error when the answer is not a key set. Its other errors are about
 * the token.
 */
const isAway = (error: unknown) =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.constructor === errors.JOSEError;
