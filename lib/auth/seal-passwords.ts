import { createHash } from "node:crypto";

/**
 * iron-session names passwords by number inside the seal. A number derived from the key stays right
 * when the ring changes.
 */
export function sealPasswords(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.map((key) => [
      createHash("sha256").update("seal key id").update(key).digest().readUIntBE(0, 4),
      key,
    ]),
  );
}
