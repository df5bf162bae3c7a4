import { isUnavailable } from "../session/index.ts";
import { type AppSession, sessions } from "./sessions.ts";

/**
 * Ends the session that a browser had when it signed in, once the browser has shown the cookie of
 * the new one. So an earlier session that another person planted is of no use, no two sessions stay
 * open at once, and a sign-in whose answer was lost costs nothing. 2 durable round trips, once per
 * sign-in; none otherwise. If Redis can't do it, the next request tries again.
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
