import { cookies } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { cookieName, emptyCookie } from "./iron.ts";
import { unavailableBy } from "./problem.ts";
import { type AppSession, sessions } from "./sessions.ts";
import { isProven, type Proof, stepUp } from "./step-up.ts";

/** Which of a person's sessions to end. */
export type Ending = { which: "one"; id: string } | { which: "others" } | { which: "all" };

export type Ended =
  | { status: "ended"; count: number }
  /** The password is needed, as the last proof is too long ago. */
  | { status: "step-up" }
  | Exclude<Proof, { status: "proven" }>;

/**
 * Whether the password must be entered again first. A person who sits down at an open page, or took
 * a copy of its cookie, can't lock the owner out: unless the password was given a moment ago,
 * ending other sessions takes it. One's own may always be ended.
 */
export function needsProof(own: AppSession, ending: Ending): boolean {
  return !isProven(own) && !(ending.which === "one" && ending.id === own.id);
}

/**
 * For pages: ends sessions of who asks, wherever they are, after a step-up if one is due. 1
 * durable round trip beside it.
 */
export async function endSessions(own: AppSession, ending: Ending, password?: string): Promise<Ended> {
  try {
    if (needsProof(own, ending)) {
      if (!password) return { status: "step-up" };
      const proof = await stepUp(own, password);
      if (proof.status !== "proven") return proof;
    }
    return { status: "ended", count: await end(own, ending) };
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
}

/**
 * For routes: ends sessions of who asks, or nothing if a step-up is due; a route takes no password
 * for it. 1 durable round trip.
 * @throws {RedisUnavailable} Then nothing is said to have ended.
 */
export async function endSessionsIfProven(
  own: AppSession,
  ending: Ending,
): Promise<{ status: "ended"; count: number } | { status: "step-up" }> {
  return needsProof(own, ending) ? { status: "step-up" } : { status: "ended", count: await end(own, ending) };
}

/** How many it ended. */
async function end(own: AppSession, ending: Ending): Promise<number> {
  switch (ending.which) {
    case "one":
      return (await sessions().revoke({ user: own.user, id: ending.id })) ? 1 : 0;
    case "others":
      return (await sessions().revokeAll(own.user, own)).length;
    case "all": {
      const ids = await sessions().revokeAll(own.user);
      const jar = await cookies();
      if (jar.has(cookieName())) jar.set(emptyCookie());
      return ids.length;
    }
  }
}
