import { createHmac } from "node:crypto";
import type { NewUser, UserDirectory } from "../lib/users/directory.ts";

const accounts: readonly (NewUser & { id: string })[] = [
  { id: "demo-user", email: "user@example.com", name: "Demo User", role: "user" },
  { id: "demo-operator", email: "operator@example.com", name: "Demo Operator", role: "operator" },
];

/**
 * Whether the id is that of a demo account. The person who starts the site is shown the password of
 * these accounts.
 */
export const isDemoAccount = (id: string): boolean => accounts.some((account) => account.id === id);

/** The name of the note that says which password of the settings an account last got. */
const note = "demo";

/**
 * Makes sure that the demo's account of this email exists with the password of the settings,
 * whenever a request names it: 1 round trip while that is so. No node does it at boot: three nodes
 * would race, and a database emptied later would lack the accounts. A person may change the
 * password. The change lasts until the setting changes.
 * @param secret The key of the mark by which this function recognizes a password of the settings.
 * The mark does not reveal the password.
 */
export async function ensureDemo(
  directory: UserDirectory,
  { email, password, secret }: { email: string; password: string; secret: string },
): Promise<void> {
  const account = accounts.find((candidate) => candidate.email === email);
  if (!account) return;
  const mark = createHmac("sha256", secret).update(`unstuck demo password ${password}`).digest("base64url");
  if ((await directory.noteOf(account.id, note)) === mark) return;
  // Single sign-on links only to an account with a verified address, and this address is nobody's.
  const created = await directory.create({ ...account, password, emailVerified: new Date(0) });
  if (created.status !== "created") {
    await directory.update(account.id, { email: account.email, emailVerified: new Date(0) });
    await directory.setPassword(account.id, password);
  }
  await directory.setNote(account.id, note, mark);
}
