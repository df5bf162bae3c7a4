import { cookies, headers } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { normalizeEmail } from "../users/email.ts";
import { users } from "../users/users.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import type { AppSession } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";

export type SignIn =
  | { status: "signed-in"; session: AppSession }
  | { status: "wrong" }
  | Throttled
  /** `why`: what is wrong with Redis's set-up, if that is the reason. */
  | { status: "unavailable"; retryAfter: number; why?: string | undefined };

/**
 * Signs a person in by password: a session of its own in the store, its token in the sealed cookie. A session that this
 * browser had before is ended, so that nobody can have planted it. 6 round trips and 1 durable one, 2 with an earlier session.
 */
export async function signIn(credentials: { email: string; password: string }): Promise<SignIn> {
  try {
    const account = normalizeEmail(credentials.email) ?? credentials.email;
    const attempt = await throttle().signIn(account, addressOf(await headers()));
    if (attempt.status === "throttled") return attempt;
    const checked = await users().checkPassword(credentials);
    if (!checked) return { status: "wrong" };
    await attempt.fine();
    const begun = await beginSession(checked.user, "iron-session", () => users().isStillAsChecked(checked));
    if (!begun) return { status: "wrong" };
    (await cookies()).set(await sealToken(begun.token));
    return { status: "signed-in", session: begun.session };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return {
      status: "unavailable",
      retryAfter: error.retryAfter,
      why: error.name === "RedisMisconfigured" ? error.message : undefined,
    };
  }
}
