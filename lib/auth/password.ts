import { cookies } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { users } from "../users/users.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import type { AppSession } from "./sessions.ts";

export type SignIn =
  | { status: "signed-in"; session: AppSession }
  | { status: "wrong" }
  | { status: "unavailable"; retryAfter: number };

/**
 * Signs a person in by password: a session of its own in the store, its token in the sealed cookie. A session that this
 * browser had before is ended, so that nobody can have planted it. 2 round trips, 1 durable one, and 1 with an earlier session.
 */
export async function signIn(credentials: { email: string; password: string }): Promise<SignIn> {
  try {
    const user = await users().verifyPassword(credentials);
    if (!user) return { status: "wrong" };
    const { token, session } = await beginSession(user, "iron-session");
    (await cookies()).set(await sealToken(token));
    return { status: "signed-in", session };
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
}
