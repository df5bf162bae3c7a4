import { cookies, headers } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import { normalizeEmail } from "../users/email.ts";
import { users } from "../users/users.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import { knownDevice, rememberDevice } from "./known-device.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import type { AppSession } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";

export type SignIn =
  | { status: "signed-in"; session: AppSession }
  | { status: "wrong" }
  | Throttled
  /** `why`: the fault in the set-up of Redis or PostgreSQL, if that is the reason. */
  | (Unavailable & { readonly why?: string | undefined });

/**
 * Signs a person in by password: the store gets a new session, and the sealed cookie its token. A
 * session that this browser had before ends, because another person could have planted it. Costs 6
 * round trips and 1 durable one, 2 with an earlier session. On a known device, it costs 3 more when
 * a stranger would have to wait.
 */
export const signIn = inOneDeadline(
  async (credentials: { email: string; password: string }): Promise<SignIn> => {
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
        ...unavailableBy(error),
        why: /^(Redis|Database)Misconfigured$/.test(error.name) ? error.message : undefined,
      };
    }
  },
);
