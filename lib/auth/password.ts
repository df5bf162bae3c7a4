import { cookies, headers } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { normalizeEmail } from "../users/email.ts";
import { users } from "../users/users.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import { knownDevice, rememberDevice } from "./known-device.ts";
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
 * browser had before is ended, so that nobody can have planted it. 6 round trips and 1 durable one, 2 with an earlier session. 3 more on a
 * known device where a stranger would have to wait.
 */
export async function signIn(credentials: { email: string; password: string }): Promise<SignIn> {
  try {
    const account = normalizeEmail(credentials.email) ?? credentials.email;
    const device = await knownDevice(account);
    const attempt = await throttle().signIn(account, addressOf(await headers()), device);
    if (attempt.status === "throttled") return attempt;
    const user = await users().verifyPassword(credentials);
    if (!user) return { status: "wrong" };
    await attempt.fine();
    const begun = await beginSession(user, () => users().isStillVerified(user));
    if (!begun) return { status: "wrong" };
    (await cookies()).set(await sealToken(begun.token));
    await rememberDevice(account, user.passwordMark);
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
