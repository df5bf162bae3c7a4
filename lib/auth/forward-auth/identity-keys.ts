import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, type JWK } from "jose";
import { env } from "../../env.ts";
import { perProcess } from "../../node/per-process.ts";

/** A key that signs identities (Ed25519). */
export interface IdentityKey {
  /** The name by which a signature names its key: the public key's thumbprint (RFC 7638). */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public half, in its published form. */
  readonly published: JWK;
}

/** The bytes that PKCS #8 puts before the 32 bytes of an Ed25519 key (RFC 8410). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The keys of this process's ring, `IDENTITY_KEYS`, in its order: the first signs, and the site
 * publishes all. So add a new key at the end first, where every node publishes it and none signs
 * with it. No round trip.
 */
export const identityKeys = (): Promise<readonly IdentityKey[]> =>
  perProcess("identity-keys", () => Promise.all((env().IDENTITY_KEYS ?? []).map(identityKey)));

/** The same key for the same secret, on every node. The site stores nothing. */
export async function identityKey(secret: string): Promise<IdentityKey> {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "key that signs identities", 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, published: { ...jwk, kid, alg: "EdDSA", use: "sig" } };
}
