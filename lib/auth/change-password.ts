import { passwordChangedMessage } from "../mail/message.ts";
import { post } from "../mail/post.ts";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import type { PasswordChanged } from "../users/directory.ts";
import { type PasswordProblem, passwordProblem } from "../users/password-rules.ts";
import { users } from "../users/users.ts";
import { rememberDevice } from "./known-device.ts";
import { unavailableBy } from "./problem.ts";
import { type AppSession, sessions } from "./sessions.ts";
import { markProven, type Proof } from "./step-up.ts";
import { throttle } from "./throttle.ts";

export type ChangePassword =
  | { status: "changed"; ended: number }
  /** The password is changed, but the site could not end the other sessions. */
  | { status: "changed-only" }
  | { status: "refused"; problem: PasswordProblem | "same" }
  | Exclude<Proof, { status: "proven" | "superseded" }>;

/**
 * Changes the password of the person who asks, and ends the other sessions if wanted: 5 round
 * trips, 4 of them durable. The person must know the present password. The password changes before
 * the sessions end, because a person who knows the earlier one could otherwise sign in again in
 * between.
 */
export const changePassword = inOneDeadline(
  async (
    own: AppSession,
    { current, next, endOthers }: { current: string; next: string; endOthers: boolean },
  ): Promise<ChangePassword> => {
    const problem = current === next ? "same" : passwordProblem(next, own.data.email);
    if (problem) return { status: "refused", problem };
    let changed: PasswordChanged | undefined;
    try {
      const attempt = await throttle().stepUp(own.id);
      if (attempt.status === "throttled") return attempt;
      changed = await users().changePassword(own.user, current, next);
      if (changed.status === "wrong") return changed;
      tellOwner(own.user);
      await attempt.fine();
      // With the earlier password, the account forgets every device that it knew, except this one.
      await rememberDevice(own.data.email, changed.passwordMark);
      const ended = endOthers ? await sessions().revokeAll(own.user, own) : [];
      const marked = await markProven(own);
      // If superseded, the password is changed all the same, and the next step-up asks for it.
      return marked.status === "gone" ? marked : { status: "changed", ended: ended.length };
    } catch (error) {
      if (isUnavailable(error) && changed?.status === "changed") return { status: "changed-only" };
      if (isUnavailable(error)) return unavailableBy(error);
      throw error;
    }
  },
);

/** Writes only to a verified address. */
function tellOwner(id: string): void {
  const at = new Date();
  post(async () => {
    const user = await users().find(id);
    return user?.email && user.emailVerified ? passwordChangedMessage(user.email, at) : undefined;
  });
}
