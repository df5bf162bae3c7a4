import type { Room } from "../boot.ts";
import { admits } from "../lib/auth/admission.ts";
import { mergeGuest } from "../lib/auth/guest.ts";
import { alsoShown } from "../lib/auth/public-session.ts";
import { env } from "../lib/env.ts";
import { userDatabase, users } from "../lib/users/users.ts";
import { isDemoAccount } from "./accounts.ts";
import { withDemo } from "./directory.ts";
import { demoEnv } from "./env.ts";
import { withGuestsCart } from "./lessons/cart.ts";
import { hasDemo } from "./mode.ts";
import { shownCounter } from "./session-data.ts";

/**
 * The demo's additions to a node: its accounts, while there is a demo, the counter, and the cart of
 * a lesson.
 */
export const demo: Room = {
  settings: demoEnv,
  begin() {
    const { DEMO_PASSWORD } = demoEnv();
    const [secret = ""] = env().SESSION_PEPPERS;
    users.replaceWith(() => withDemo(userDatabase().users, hasDemo() ? DEMO_PASSWORD : undefined, secret));
    // A session of the demo's accounts ends with the demo. A session by single sign-on is the
    // company's.
    admits.replaceWith(
      () =>
        ({ user, metadata }) =>
          hasDemo() || metadata.signInMethod !== "password" || !isDemoAccount(user),
    );
    mergeGuest.replaceWith(() => withGuestsCart);
    alsoShown.replaceWith(() => shownCounter);
  },
};
