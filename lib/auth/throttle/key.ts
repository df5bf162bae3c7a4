import { createHmac } from "node:crypto";

/**
 * The text that stands in a key instead of accounts and addresses. A dump of Redis reveals neither,
 * and without the secret they cannot be guessed.
 */
export function throttleKey(secret: string, parts: readonly string[]): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify(["unstuck throttle", ...parts]))
    .digest()
    .toString("base64url", 0, 18);
}
