import { createHmac } from "node:crypto";

/**
 * What stands in a key instead of accounts and addresses: a dump of Redis tells neither, and
 * without the secret none can be guessed.
 */
export function throttleKey(secret: string, parts: readonly string[]): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify(["unstuck throttle", ...parts]))
    .digest()
    .toString("base64url", 0, 18);
}
