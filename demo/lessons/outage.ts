import { isUnavailable } from "../../lib/session/index.ts";
import { lessonSessions } from "./lesson-sessions.ts";
import { readUnreachable } from "./unreachable-sessions.ts";

/**
 * A site's reaction to a store that can't answer: a 503, "no session", or "the cookie will be
 * right".
 */
export const habits = ["refuses", "forgets", "trusts"] as const;
export type Habit = (typeof habits)[number];

/** The answer that a person gets. */
export type Told = "in" | "out" | "503";

/**
 * Whether a token's session lives, as a site of that habit sees it. 1 round trip, or
 * 0.3 s while Redis is away.
 */
export async function tell(habit: Habit, token: string, isAway: boolean): Promise<Told> {
  try {
    const found = await (isAway ? readUnreachable(token) : lessonSessions().read(token));
    return found.status === "alive" ? "in" : "out";
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { refuses: "503", forgets: "out", trusts: "in" }[habit] as Told;
  }
}
