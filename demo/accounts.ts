import { createHmac } from "node:crypto";
import type { NewUser, UserDirectory } from "../lib/users/directory.ts";

const accounts: readonly (NewUser & { id: string })[] = [
  { id: "demo-user", email: "user@example.com", name: "Demo User", role: "user" },
  { id: "demo-operator", email: "operator@example.com", name: "Demo Operator", role: "operator" },
];

/**
 * Whether it is an account of the demo: its password is shown to the person who starts the site.
 */
export const isDemoAccount = (id: string): boolean => accounts.some((account) => account.id === id);

/** Which password of the settings an account was last given. */
const note = "demo";

/**
 * Sees to it that the demo's account of this email is there with the password of the settings,
 * whenever somebody names it: 1 round trip while that is so. No node does it at boot, where three
 * would race and a database emptied later would lack them. A person may change the password; it
 * stays so until the setting is another.
 * @param secret Keys the mark by which a password of the settings is known again; the
 * password itself isn't told by it.
 */
export async function ensureDemo(
  directory: UserDirectory,
  { email, password, secret }: { email: string; password: string; secret: string },
): Promise<void> {
  const account = accounts.find((candidate) => candidate.email === email);
  if (!account) return;
  const mark = createHmac("sha256", secret).update(`unstuck demo password ${password}`).digest("base64url");
  if ((await directory.noteOf(account.id, note)) === mark) return;
  // An account that is linked by single sign-on needs a verified address, and this one is nobody's.
  const created = await directory.create({ ...account, password, emailVerified: new Date(0) });
  if (created.status !== "created") {
    await directory.update(account.id, { email: account.email, emailVerified: new Date(0) });
    await directory.setPassword(account.id, password);
  }
  await directory.setNote(account.id, note, mark);
}
