import { cookies } from "next/headers";
import { isUnavailable } from "../session/index.ts";
import { cookieName, emptyCookie } from "./iron.ts";
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
 * Ends sessions of who asks, wherever they are: 1 durable round trip. Whoever sits down at an open page can't lock its owner
 * out by this: unless they signed in a moment ago, it takes the password.
 */
export async function endSessions(own: AppSession, ending: Ending, password?: string): Promise<Ended> {
  try {
    if (!isProven(own)) {
      if (!password) return { status: "step-up" };
      const proof = await stepUp(own, password);
      if (proof.status !== "proven") return proof;
    }
    switch (ending.which) {
      case "one":
        return {
          status: "ended",
          count: (await sessions().revoke({ user: own.user, id: ending.id })) ? 1 : 0,
        };
      case "others":
        return { status: "ended", count: (await sessions().revokeAll(own.user, own)).length };
      case "all": {
        const ids = await sessions().revokeAll(own.user);
        const jar = await cookies();
        if (jar.has(cookieName())) jar.set(emptyCookie());
        return { status: "ended", count: ids.length };
      }
    }
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
}
