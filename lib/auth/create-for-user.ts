import type { Begun, NewSession, SessionStore } from "../session/index.ts";
import type { UserDirectory } from "../users/directory.ts";

/**
 * Creates a session, unless what lets its user in is being taken away: 1 durable round trip and 1
 * more. A removal bars the user before it ends the sessions (company-sign-on.ts), a reset replaces
 * the password before (reset-password.ts), and this looks after it created one: so either that end
 * includes this session, or this look finds what changed and ends it.
 * @param isStill Whether what was checked before still holds: that there is
 * the user, if it is left out.
 * @returns Undefined, and no session is left, if it doesn't.
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
