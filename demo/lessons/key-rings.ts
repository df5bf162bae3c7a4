import { createHmac } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { sealPasswords } from "../../lib/auth/seal-passwords.ts";
import { env } from "../../lib/env.ts";

/**
 * The ways to change a key on several nodes: replaced, added in front of the old one, or in two
 * passes.
 */
export const changes = ["replaced", "added", "twice"] as const;
export type Change = (typeof changes)[number];

/** Keys of this lesson alone: a cookie that they seal opens no login. */
function key(which: "old" | "new"): string {
  const [first = ""] = env().SESSION_SEAL_KEYS;
  return createHmac("sha256", first).update(`unstuck lesson ${which} key`).digest("base64url");
}

/**
 * The keys of a node: the first seals, all of them open.
 * @param pass The pass of a change in two passes. In the first each node learns to open with the
 * new key, in the second to seal with it.
 * @param updated Whether this pass has reached the node.
 */
export function ringOf(change: Change, pass: 1 | 2, updated: boolean): readonly string[] {
  const [before, after] = [key("old"), key("new")];
  switch (change) {
    case "replaced":
      return updated ? [after] : [before];
    case "added":
      return updated ? [after, before] : [before];
    case "twice":
      if (pass === 1) return updated ? [before, after] : [before];
      return updated ? [after, before] : [before, after];
  }
}

export const sealWith = (ring: readonly string[], content: { login: string }): Promise<string> =>
  sealData(content, { password: sealPasswords(ring.slice(0, 1)), ttl: 600 });

/** Undefined for a text that none of these keys opens. */
export async function openWith(ring: readonly string[], text: string): Promise<string | undefined> {
  const content = await unsealData<{ login?: string }>(text, {
    password: sealPasswords(ring),
    ttl: 600,
  }).catch(() => ({ login: undefined }));
  return content.login;
}
