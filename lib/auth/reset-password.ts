import { headers } from "next/headers";
import { noPasswordMessage, passwordChangedMessage, resetMessage } from "../mail/message.ts";
import { sendsMail } from "../mail/outbox.ts";
import { post } from "../mail/post.ts";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import { normalizeEmail } from "../users/email.ts";
import type { Found } from "../users/email-proofs.ts";
import { type PasswordProblem, passwordProblem } from "../users/password-rules.ts";
import { emailProofs, users } from "../users/users.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import { sessions } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";

export type ResetAsked =
  /** If the account exists, a message is on its way. */
  | { status: "asked" }
  | { status: "invalid-email" }
  /** The site sends no mail. */
  | { status: "no-mail" }
  | Throttled
  | Unavailable;

export type PasswordReset =
  /**
   * `ended`: how many sessions, or "some" if Redis stopped answering before all of them had ended.
   */
  | { status: "reset"; ended: number | "some" }
  /**
   * The code was used, a newer one replaced it, it is too old, the address or password has changed
   * since, or it is no code at all.
   */
  | { status: "dead" }
  | { status: "refused"; problem: PasswordProblem }
  | Unavailable;

/**
 * Sends a link for a password reset: 2 round trips. The site looks up the account after the answer,
 * so neither the content nor the time of the answer reveals whether the account exists.
 */
export const askReset = inOneDeadline(async (typed: string): Promise<ResetAsked> => {
  if (!sendsMail()) return { status: "no-mail" };
  const email = normalizeEmail(typed);
  if (!email) return { status: "invalid-email" };
  try {
    const allowed = await throttle().mail(["reset", email], addressOf(await headers()));
    if (allowed.status === "throttled") return allowed;
    // Redis is away, so the site can't make a link. That reveals nothing about the account either.
    if (allowed.alone) return { status: "unavailable", retryAfter: 5, reason: "store-away" };
    post(async () => {
      const user = await users().findByEmail(email);
      const begun = user && (await emailProofs().beginReset(user.id));
      if (begun?.status === "begun") return resetMessage(begun.email, begun.code);
      return begun?.status === "no-password" ? noPasswordMessage(begun.email) : undefined;
    });
    return { status: "asked" };
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
});

/**
 * Replaces a password by the code from the message: 4 round trips, 2 of them durable. It signs no
 * person in, so no browser gets a session that another began. The password changes before the
 * sessions end, because a person who knows the earlier one could otherwise sign in again in
 * between.
 * @param endSessions Whether to end all of the account's sessions. They end in any case if the
 * address was unverified: they may belong to a person who signed up with another person's address.
 */
export const resetPassword = inOneDeadline(
  async ({
    code,
    next,
    endSessions,
  }: {
    code: string;
    next: string;
    endSessions: boolean;
  }): Promise<PasswordReset> => {
    try {
      const found = await emailProofs().find("reset", code);
      if (!found) return { status: "dead" };
      const problem = passwordProblem(next, found.user.email);
      if (problem) return { status: "refused", problem };
      const reset = await emailProofs().reset(found, next);
      if (reset.status === "dead") return reset;
      const ended = endSessions || reset.wasUnverified ? await endAll(found.user.id) : 0;
      await settle(found);
      return { status: "reset", ended };
    } catch (error) {
      if (isUnavailable(error)) return unavailableBy(error);
      throw error;
    }
  },
);

async function settle({ user }: Found): Promise<void> {
  const at = new Date();
  post(async () => passwordChangedMessage(user.email, at));
  // A person who forgot a password has tried some. Without this, the right one would have to wait.
  await throttle().forgive(user.email, addressOf(await headers()));
}

async function endAll(user: string): Promise<number | "some"> {
  try {
    return (await sessions().revokeAll(user)).length;
  } catch (error) {
    if (isUnavailable(error)) return "some";
    throw error;
  }
}
