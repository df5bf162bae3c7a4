import type { Slug } from "../../app/(demo)/lessons/lessons.ts";

/** The buttons of each lesson. An experiment is done when its button says so. */
export const experiments: Record<Slug, string> = {
  "why-not-sticky-sessions": "Visit a pinned node",
  "what-the-cookie-holds": "Become an operator",
  "three-strategies-side-by-side": "Sign in, ask, sign out, ask",
  "two-tabs-one-counter": "Press 24 times at once",
  "logout-that-comes-back": "Sign out during a slow request",
  "what-redis-forgets-in-a-failover": "Sign in and lose the primary",
  "idle-and-absolute-time": "Begin sessions",
  "what-else-must-be-shared": "Guess 15 times",
  "work-that-must-run-once": "Start the timers",
  "one-login-four-languages": "Ask all four",
  "the-frozen-node": "Freeze a node",
  "down-is-not-logged-out": "Take Redis away",
  "changing-keys": "Change the key",
  "two-builds-at-once": "Deploy",
  "a-cart-before-the-login": "Fill a cart",
};
