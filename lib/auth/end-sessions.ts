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
  /** The person must enter the password, because the last proof is too long ago. */
  | { status: "step-up" }
  | Exclude<Proof, { status: "proven" }>;

/**
 * Whether the person must enter the password again first. To end other sessions takes the password,
 * unless the person gave it a moment ago. So a person who sits down at an open page, or has copied
 * its cookie, can't lock the owner out. A person may always end the session in use.
 */
export function needsProof(own: AppSession, ending: Ending): boolean {
  return !isProven(own) && !(ending.which === "one" && ending.id === own.id);
}

/**
 * For pages: ends sessions of the person who asks, wherever they are, after a step-up if one is
 * due. 1 durable round trip beside the step-up.
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
 * For routes: ends sessions of the person who asks, or none if a step-up is due, because a route
 * takes no password for one. 1 durable round trip.
 * @throws {RedisUnavailable} Then the site doesn't claim that a session ended.
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
