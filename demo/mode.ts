import type { Current } from "../lib/auth/current.ts";
import { forbidden, unavailable } from "../lib/auth/problem.ts";
import { demoEnv } from "./env.ts";

/**
 * Whether there are the demo's accounts, and everybody may sign in as the demo's user by one click.
 */
export const hasDemo = () => demoEnv().DEMO_MODE === "on";

/** Whether somebody may break the stack: operators, and in demo mode everybody. */
export function mayBreak(who: Current): boolean {
  if (hasDemo()) return true;
  return who.status === "signed-in" && who.session.data.role === "operator";
}

/**
 * What a route answers to somebody who may not break the stack: 403, or 503 where the store can't
 * say whether an operator asks.
 */
export function refusalToBreak(who: Current): Response | undefined {
  if (mayBreak(who)) return undefined;
  return who.status === "unavailable" ? unavailable(who) : forbidden();
}
