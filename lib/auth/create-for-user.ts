import type { NewSession, Session, SessionStore } from "../session/index.ts";
import type { UserDirectory } from "../users/directory.ts";

/**
 * Creates a session, unless its user is being removed: 1 durable round trip and 1 more. A removal bars the user before it
 * ends the sessions (company-sign-on.ts), and this looks for the user after it created one: so either that end includes
 * this session, or this look finds nobody and ends it.
 * @returns Undefined, and no session is left, if the user is no more.
 */
export async function createForUser<Data>(
  sessions: Pick<SessionStore<Data>, "create" | "revoke">,
  users: Pick<UserDirectory, "exists">,
  login: NewSession<Data>,
): Promise<{ token: string; session: Session<Data> } | undefined> {
  const begun = await sessions.create(login);
  if (await users.exists(login.user)) return begun;
  await sessions.revoke({ token: begun.token });
  return undefined;
}
