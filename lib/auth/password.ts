import { cookies } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { verifyPassword } from "../users/directory.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import type { AppSession } from "./sessions.ts";

export type SignIn =
  | { status: "signed-in"; session: AppSession }
  | { status: "wrong" }
  | { status: "unavailable"; retryAfter: number };

/**
 * Signs a person in by password: a session of its own in the store, its token in the sealed cookie. A session that this
 * browser had before is ended, so that nobody can have planted it. 1 durable round trip, 2 with an earlier session.
 */
export async function signIn(credentials: { email: string; password: string }): Promise<SignIn> {
  const user = await verifyPassword(credentials);
  if (!user) return { status: "wrong" };
  try {
    const { token, session } = await beginSession(user, "iron-session");
    (await cookies()).set(await sealToken(token));
    return { status: "signed-in", session };
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
}
