import { isUnavailable } from "../session/index.ts";
import { type AppSession, sessions } from "./sessions.ts";

/**
 * Ends the session that a browser had when it signed in, now that it has shown the cookie of the
 * new one. So nobody can have planted the earlier session, no two doors stay open at once, and a
 * sign-in whose answer was lost costs nothing. 2 durable round trips, once a sign-in; none
 * otherwise. While Redis can't do it, the next request tries again.
 */
export async function endReplaced(session: AppSession): Promise<void> {
  const { replaces } = session.data;
  if (!replaces) return;
  try {
    await sessions().revoke(replaces);
    await sessions().update(session, ({ replaces: _, ...data }) => data);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
}
