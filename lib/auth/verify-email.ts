import { headers } from "next/headers";
import { verifyMessage } from "../mail/message.ts";
import { sendsMail } from "../mail/outbox.ts";
import { post } from "../mail/post.ts";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import { emailProofs } from "../users/users.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import type { AppSession } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";

export type VerificationAsked =
  | { status: "asked" }
  /** The site sends no mail. */
  | { status: "no-mail" }
  | Throttled
  | Unavailable;

export type Verified =
  | { status: "verified" }
  /** The code was used, it is too old, the address has changed since, or it is no code at all. */
  | { status: "dead" }
  /** The code is for another account, and stays usable. */
  | { status: "other-account" }
  | Unavailable;

/**
 * Sends a link by which a person verifies their address: 2 round trips, 2 more after the answer. A
 * second request sends the same link.
 */
export const askVerification = inOneDeadline(
  async ({ user }: Pick<AppSession, "user">): Promise<VerificationAsked> => {
    if (!sendsMail()) return { status: "no-mail" };
    try {
      const allowed = await throttle().mail(["verify", user], addressOf(await headers()));
      if (allowed.status === "throttled") return allowed;
      if (allowed.alone) return { status: "unavailable", retryAfter: 5, reason: "store-away" };
      post(async () => {
        const begun = await emailProofs().beginVerification(user);
        return begun.status === "begun" ? verifyMessage(begun.email, begun.code) : undefined;
      });
      return { status: "asked" };
    } catch (error) {
      if (isUnavailable(error)) return unavailableBy(error);
      throw error;
    }
  },
);

/**
 * Verifies the address of the person who asks, by the code from the message: 3 round trips, one of
 * them durable. It requires a session of that same account. A person may have signed up with
 * another person's address. The address's owner gets the message, and must not verify the address
 * for that person by following the link.
 */
export const verifyEmail = inOneDeadline(
  async ({ user }: Pick<AppSession, "user">, code: string): Promise<Verified> => {
    try {
      const found = await emailProofs().find("verify", code);
      if (!found) return { status: "dead" };
      if (found.user.id !== user) return { status: "other-account" };
      return { status: (await emailProofs().verify(found)) ? "verified" : "dead" };
    } catch (error) {
      if (isUnavailable(error)) return unavailableBy(error);
      throw error;
    }
  },
);
