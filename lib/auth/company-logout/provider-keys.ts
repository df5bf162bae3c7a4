import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import { log } from "../../node/log.ts";
import { perProcess } from "../../node/per-process.ts";
import { companyFetch } from "../company.ts";
import { reasonOf } from "../sign-on/discovery.ts";

/** The provider's keys can't be had, so nothing can be said of a signature. */
export class KeysAway extends Error {
  constructor(jwksUri: string, cause: unknown) {
    super(`The identity provider's keys can't be had from ${jwksUri}: ${reasonOf(cause)}`, { cause });
    this.name = "KeysAway";
  }
}

/**
 * The keys by which the provider signs, kept for ten minutes. For a key that isn't among them
 * they are asked for again, at most twice a minute, so that a stranger's tokens can't have
 * this site ask without end.
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
 * jose says the plainest of its errors when the answer is no key set. The
 * others are about the token.
 */
const isAway = (error: unknown) =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.constructor === errors.JOSEError;
