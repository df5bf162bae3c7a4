/** The lessons in the order in which they build on each other. Each has a live experiment, and a test that performs it. */
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
    promise: "Two sessions with the same rules: use the one, leave the other, and watch both end.",
  },
  {
    slug: "what-else-must-be-shared",
    title: "What else must three nodes share?",
    promise: "Guess a password twelve times and see how many guesses three nodes allow.",
  },
] as const;

export type Slug = (typeof lessons)[number]["slug"];
