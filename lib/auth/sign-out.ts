import { cookies } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { current, currentToken } from "./current.ts";
import { endGuest } from "./guest.ts";
import { cookieName, emptyCookie } from "./iron.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import { sessions } from "./sessions.ts";

export type SignOut = { status: "signed-out" } | Unavailable;

/**
 * Ends this browser's session or guest, then removes the cookie: 2 round trips, one of them
 * durable. If Redis can't ensure that the session stays ended, the cookie stays too, and the person
 * can try again.
 */
export async function signOut(): Promise<SignOut> {
  try {
    const token = await currentToken();
    if (token) {
      // A read first ends the session that this one replaced, in case this is the session's first
      // request.
      await current();
      await sessions().revoke({ token });
    }
    await endGuest();
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
  const jar = await cookies();
  if (jar.has(cookieName())) jar.set(emptyCookie());
  return { status: "signed-out" };
}
