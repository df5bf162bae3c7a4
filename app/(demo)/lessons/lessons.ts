/**
 * The lessons in the order in which they build on each other. Each has a live experiment,
 * and a test that performs it.
 */
export const lessons = [
  {
    slug: "why-not-sticky-sessions",
    title: "Why not sticky sessions?",
    promise: "Pin yourself to a node, watch it work, and kill the node.",
  },
  {
    slug: "what-the-cookie-holds",
    title: "What does the cookie hold?",
    promise: "Make yourself an operator in three cookies, and see which of them is believed.",
  },
  {
    slug: "three-strategies-side-by-side",
    title: "Memory, a stateless cookie, or Redis?",
    promise: "Sign in three ways at once, ask all nodes, sign out, and ask again.",
  },
  {
    slug: "two-tabs-one-counter",
    title: "Two tabs, one counter",
    promise: "Press a button 24 times at once. How many presses are left?",
  },
  {
    slug: "logout-that-comes-back",
    title: "The logout that comes back",
    promise: "Sign out while a slow request is under way, and see who is signed in afterwards.",
  },
  {
    slug: "what-redis-forgets-in-a-failover",
    title: "What does Redis forget in a failover?",
    promise: "Sign 40 people in, lose the primary a moment later, and see whose login is left.",
  },
  {
    slug: "idle-and-absolute-time",
    title: "Idle and absolute time",
    promise: "Sessions with the same rules: use one, leave the others, and watch them end.",
  },
  {
    slug: "what-else-must-be-shared",
    title: "What else must three nodes share?",
    promise: "Guess a password fifteen times and see how many guesses three nodes allow.",
  },
  {
    slug: "work-that-must-run-once",
    title: "Work that must run once",
    promise: "Three nodes have the same timer. Watch how often a job is done, and kill the node at work.",
  },
  {
    slug: "one-login-four-languages",
    title: "One login, four languages",
    promise: "Sign in once, be greeted by Express, Django and Spring Boot, and sign out in one of them.",
  },
  {
    slug: "the-frozen-node",
    title: "Health checks, timeouts and retries",
    promise: "Freeze a node, go on reading and writing, and see who waits for how long.",
  },
  {
    slug: "down-is-not-logged-out",
    title: "“Down” is not “logged out”",
    promise: "Take Redis away from three sites, give it back, and see who is still signed in.",
  },
  {
    slug: "changing-keys",
    title: "Changing keys without a logout",
    promise: "Change the key of a cookie node by node in three ways, and count how often you are signed out.",
  },
  {
    slug: "two-builds-at-once",
    title: "Deploying while people are signed in",
    promise: "Rename a field of your session node by node, roll back, and count how often it is missing.",
  },
  {
    slug: "a-cart-before-the-login",
    title: "A cart before the login",
    promise: "Fill a cart without signing in, lose a node and the primary, sign in, and look into the cart.",
  },
] as const;

export type Slug = (typeof lessons)[number]["slug"];
