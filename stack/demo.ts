import { isOwn, type Reach } from "./reach.ts";

/**
 * Whether a site has the demo: as DEMO_MODE says, and otherwise only if this machine alone reaches
 * it and there is a password for the demo's accounts. On a site that others reach, everybody could
 * break the stack and sign in as the demo's user.
 * @param given The settings, where an empty DEMO_PASSWORD leaves the demo out.
 */
export function demoMode(given: Readonly<Record<string, string | undefined>>, reach: Reach): string {
  const said = given.DEMO_MODE?.trim();
  if (said) return said;
  return isOwn(reach) && given.DEMO_PASSWORD?.trim() ? "on" : "off";
}

/** How a person who has just started a site signs in. */
export function howToSignIn(siteUrl: string, demo: string, password: string): string {
  if (demo === "on") {
    return `  Sign in as   user@example.com      password  ${password}
          or   operator@example.com  (the same password)`;
  }
  return `  Create an account at ${siteUrl}/sign-up. There are no demo accounts: a site that others reach, or that has no
  DEMO_PASSWORD, has them only with DEMO_MODE=on.`;
}
