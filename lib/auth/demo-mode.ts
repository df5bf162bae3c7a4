import { env } from "../env.ts";
import type { Current } from "./current.ts";

/** Whether the demo's accounts exist. */
export const hasDemoAccounts = () => env().DEMO_PASSWORD !== undefined;

/** Whether everybody may sign in as the demo's user by one click. */
export const mayUseDemoAccounts = () => env().DEMO_MODE === "on";

/** Whether somebody may break the stack: operators, and in demo mode everybody. */
export function mayBreak(who: Current): boolean {
  if (env().DEMO_MODE === "on") return true;
  return who.status === "signed-in" && who.session.data.role === "operator";
}
