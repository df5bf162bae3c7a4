import { cookies, headers } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import { normalizeEmail } from "../users/email.ts";
import { type PasswordProblem, passwordProblem } from "../users/password-rules.ts";
import { users } from "../users/users.ts";
import { beginSession } from "./begin-session.ts";
import { sealToken } from "./iron.ts";
import { rememberDevice } from "./known-device.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import type { AppSession } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";
import { askVerification } from "./verify-email.ts";

export type SignUp =
  | { status: "signed-up"; session: AppSession }
  | { status: "refused"; problem: PasswordProblem | "invalid-email" | "taken" }
  | Throttled
  | Unavailable;

/**
 * Makes an account, signs its person in, and sends a link to verify the address: 4 round trips and
 * 4 durable ones. A sign-up signs in at once, so the answer reveals if an email is taken. The
 * throttle makes it slow to ask about many.
 */
export const signUp = inOneDeadline(
  async (wanted: { email: string; name: string; password: string }): Promise<SignUp> => {
    const email = normalizeEmail(wanted.email);
    if (!email) return { status: "refused", problem: "invalid-email" };
    const problem = passwordProblem(wanted.password, email);
    if (problem) return { status: "refused", problem };
    try {
      const attempt = await throttle().signUp(addressOf(await headers()));
      if (attempt.status === "throttled") return attempt;
      const created = await users().create({ email, name: wanted.name, password: wanted.password });
      if (created.status !== "created") return { status: "refused", problem: created.status };
      const begun = await beginSession(created.user);
      // The address's owner signed on in between.
      if (!begun) return { status: "refused", problem: "taken" };
      (await cookies()).set(await sealToken(begun.token));
      await rememberDevice(email, created.passwordMark);
      // The result doesn't matter: the account page has a button that sends the message again.
      await askVerification(begun.session);
      return { status: "signed-up", session: begun.session };
    } catch (error) {
      if (isUnavailable(error)) return unavailableBy(error);
      throw error;
    }
  },
);
