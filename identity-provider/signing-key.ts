import { createECDH, hkdfSync } from "node:crypto";
import type { JWK } from "oidc-provider";

/**
 * Derives a separate secret for each use from one setting. Nothing is stored, and a restart changes
 * nothing.
 */
export function derive(secret: string, use: string, bytes = 32): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `unstuck identity provider: ${use}`, bytes));
}

/** The key that signs ID tokens (ES256). */
export function signingKey(secret: string): JWK {
  const curve = createECDH("prime256v1");
  const d = derive(secret, "signing key");
  // Once in 2^32, a random 256-bit number is not a valid private key. Then this throws, and the
  // operator must make another secret.
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  return {
    kty: "EC",
    crv: "P-256",
    use: "sig",
    alg: "ES256",
    d: d.toString("base64url"),
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
}
