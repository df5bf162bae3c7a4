import type { Begun, NewSession, SessionStore } from "../session/index.ts";
import type { UserDirectory } from "../users/directory.ts";

/**
 * Creates a session, unless its user is losing access at the same moment: 1 durable round trip and
 * 1 more. A removal bars the user before it ends the sessions (company-sign-on.ts), and a reset
 * replaces the password before it does (reset-password.ts). This function checks after it created
 * the session. So either that end includes this session, or this check finds the change and ends
 * it.
 * @param isStill Whether what was checked before still holds. If it is left out, the check is that
 * the user exists.
 * @returns Undefined if it doesn't hold; then no session is left.
 */
export async function createForUser<Data, Metadata>(
  sessions: Pick<SessionStore<Data, Metadata>, "create" | "revoke">,
  users: Pick<UserDirectory, "exists">,
  login: NewSession<Data, Metadata>,
  isStill: () => Promise<boolean> = () => users.exists(login.user),
): Promise<Begun<Data, Metadata> | undefined> {
  const begun = await sessions.create(login);
  if (await isStill()) return begun;
  await sessions.revoke({ token: begun.token });
  return undefined;
}
