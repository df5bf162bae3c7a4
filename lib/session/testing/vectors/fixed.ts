import { tagOf } from "../../keys.ts";
import { formatToken, type Token } from "../../token.ts";

/* The inputs of every vector. These secrets are public, so no site may use them. */
export const peppers = [
  "first-pepper-of-the-test-vectors-public",
  "second-pepper-of-the-test-vectors-public",
] as const;
export const envelopeKeys = [
  "first-envelope-key-of-the-test-vectors-public",
  "second-envelope-key-of-the-test-vectors-public",
] as const;
export const sealKeys = [
  "first-seal-key-of-the-test-vectors-public",
  "second-seal-key-of-the-test-vectors-public",
] as const;

export const user = "user-1";
export const tag = tagOf(user);
/** Sixteen bytes, 00 to 0f. */
export const id = "AAECAwQFBgcICQoLDA0ODw";
/** Sixteen bytes, 10 to 1f. */
export const otherId = "EBESExQVFhcYGRobHB0eHw";

export const token: Token = { tag, id, secret: Buffer.alloc(32, 0x55) };
export const text = formatToken(token);
/** A token of the same session that the store never gave. */
export const forged: Token = { ...token, secret: Buffer.alloc(32, 0x66) };

export const hex = (bytes: Buffer): string => bytes.toString("hex");

/** The nonce of a write, so that two records of one vector differ as they would in Redis. */
export const nonce = (byte: number): Buffer => Buffer.alloc(12, byte);
