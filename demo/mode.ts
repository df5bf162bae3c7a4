import type { Current } from "../lib/auth/current.ts";
import { forbidden, unavailable } from "../lib/auth/problem.ts";
import { demoEnv } from "./env.ts";

/**
 * Whether the site has the demo's accounts, and everybody may sign in as the demo's user with one
 * click.
 */
export const hasDemo = () => demoEnv().DEMO_MODE === "on";

/** Whether this person may break the stack: operators may, and in demo mode everybody. */
export function mayBreak(who: Current): boolean {
  if (hasDemo()) return true;
  return who.status === "signed-in" && who.session.data.role === "operator";
}

/**
 * A route's answer to a person who may not break the stack: 403, or 503 if the store can't say
 * whether the person is an operator.
 */
export function refusalToBreak(who: Current): Response | undefined {
  if (mayBreak(who)) return undefined;
  return who.status === "unavailable" ? unavailable(who) : forbidden();
}
