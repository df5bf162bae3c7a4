import { cookies } from "next/headers";
import { env } from "../env.ts";
import { isUnavailable } from "../session/index.ts";
import { inOneDeadline } from "../session/redis/one-deadline.ts";
import { users } from "../users/users.ts";
import { currentToken } from "./current.ts";
import { sealToken } from "./iron.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import { type AppSession, sessions } from "./sessions.ts";
import type { Throttled } from "./throttle/throttle.ts";
import { throttle } from "./throttle.ts";

/**
 * The outcome when a person enters the password again. `gone`: the session ended in the meantime.
 * `superseded`: another request of this browser, or of a person who copied its cookie, has the
 * session's next token, so this request proves nothing.
 */
export type Proof = { status: "wrong" } | Marked | Throttled | Unavailable;

/**
 * Milliseconds by which the clocks of two Redis nodes may differ. After an election, a proof may
 * seem to lie in the future.
 */
const clockSkew = 30_000;

/**
 * Whether this person proved their identity a moment ago, by a sign-in or by the password. Redis's
 * clock alone decides, because the clocks of two nodes of the app may differ by minutes. No round
 * trip.
 */
export function isProven({ data, createdAt, readAt }: AppSession): boolean {
  if (data.provenAfter === undefined) return false;
  const age = readAt.getTime() - createdAt.getTime() - data.provenAfter;
  return age > -clockSkew && age < env().STEP_UP_SECONDS * 1000;
}

export type Marked = { status: "proven" } | { status: "gone" } | { status: "superseded" };

/**
 * Checks a password that a person enters again: 3 round trips, and 2 durable ones if it's right.
 */
export const stepUp = inOneDeadline(async (session: AppSession, password: string): Promise<Proof> => {
  try {
    const attempt = await throttle().stepUp(session.id);
    if (attempt.status === "throttled") return attempt;
    if (!(await users().isPasswordOf(session.user, password))) return { status: "wrong" };
    await attempt.fine();
    return await markProven(session);
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
});

/**
 * Notes that this person has just proved their identity. That is a change of privilege, so the
 * session first gets its next token, and this browser gets the cookie: a copy of the earlier cookie
 * gains nothing. 2 durable round trips. Safe to repeat.
 */
export async function markProven(session: AppSession): Promise<Marked> {
  const rotated = await sessions().rotate((await currentToken()) ?? "");
  if (rotated.status === "none") return { status: "gone" };
  if (rotated.status === "superseded") return rotated;
  (await cookies()).set(await sealToken(rotated.token));
  // The time at which this request read the session: a moment too early, but by the right clock.
  const provenAfter = session.readAt.getTime() - session.createdAt.getTime();
  const updated = await sessions().update(session, (data) => ({ ...data, provenAfter }));
  return { status: updated.status === "updated" ? "proven" : "gone" };
}
