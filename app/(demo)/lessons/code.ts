import type { Slug } from "./lessons.ts";

/**
 * The files of this project that show each lesson's subject. Pages link to these files, and the
 * site shows them.
 */
export const codeOf: Record<Slug, readonly { path: string; does: string }[]> = {
  "why-not-sticky-sessions": [
    {
      path: "nginx/nginx.conf",
      does: "Round robin for the site.",
    },
    {
      path: "nginx/demo/http.conf",
      does: "A hash for the one path of this lesson.",
    },
    { path: "demo/lessons/in-memory.ts", does: "The memory that was lost." },
    { path: "e2e/login-survives-node-kill.spec.ts", does: "The same kill with the session in Redis." },
    { path: "e2e/memory-sessions-fail.spec.ts", does: "The whole site with its sessions in memory." },
  ],
  "what-the-cookie-holds": [
    { path: "lib/auth/iron.ts", does: "Seals the token into this site’s cookie, and opens it." },
    { path: "lib/session/token.ts", does: "What the token is made of." },
    { path: "demo/lessons/seals.ts", does: "The three cookies of this lesson." },
    {
      path: "e2e/forged-cookie-costs-nothing.spec.ts",
      does: "A forged cookie is refused before Redis is asked.",
    },
  ],
  "three-strategies-side-by-side": [
    { path: "app/api/(demo)/lessons/strategies/route.ts", does: "The three logins, each a few lines." },
    {
      path: "lib/session/store.ts",
      does: "The store that the third one uses, and every login of this site.",
    },
    { path: "e2e/logout-reaches-every-node.spec.ts", does: "A logout counts on every node at once." },
  ],
  "two-tabs-one-counter": [
    {
      path: "lib/session/scripts/update.lua",
      does: "Writes only if the session is still the one that was read.",
    },
    { path: "lib/session/changer.ts", does: "An update tries again with the newer one." },
    {
      path: "lib/session/concurrent-changes.test.ts",
      does: "50 updates at once, with connect-redis as the control.",
    },
    { path: "app/api/(demo)/lessons/counter/route.ts", does: "Both ways of this lesson." },
  ],
  "logout-that-comes-back": [
    {
      path: "lib/session/scripts/update.lua",
      does: "Never makes a session: what isn’t listed can’t be changed.",
    },
    {
      path: "lib/session/races.test.ts",
      does: "Every order of the two, with connect-redis as the control.",
    },
    { path: "app/api/(demo)/lessons/logout/route.ts", does: "Both ways of this lesson." },
  ],
  "what-redis-forgets-in-a-failover": [
    {
      path: "lib/session/redis/group-commit.ts",
      does: "Many writes, one WAIT, and which replicas must have them.",
    },
    { path: "lib/session/redis/acknowledgement.ts", does: "How many replicas must have a write." },
    { path: "stack/control/scratch.ts", does: "The small Redis of this lesson, and its end." },
    {
      path: "lib/session/failover.test.ts",
      does: "A primary killed under load: no acknowledged login is lost.",
    },
    {
      path: "proof/report/report.md",
      does: "The same on the whole site, again and again, with and without WAIT.",
    },
  ],
  "idle-and-absolute-time": [
    { path: "lib/session/policy.ts", does: "Both times, and how seldom a read writes." },
    { path: "lib/session/scripts/read.lua", does: "Moves the idle end, never past the absolute one." },
    { path: "lib/session/both-ends.test.ts", does: "Both ends, by Redis’s clock." },
  ],
  "what-else-must-be-shared": [
    {
      path: "lib/auth/throttle/limit.ts",
      does: "Counts in Redis, and by the node alone while Redis is away.",
    },
    { path: "e2e/guessing-is-throttled.spec.ts", does: "The same with the site’s own login." },
    { path: "stack/build.ts", does: "One build for all nodes, named by its sources." },
    { path: "lib/cache/redis-entries.ts", does: "What Next.js caches, in Redis for all nodes." },
    { path: "lib/session/announcements.ts", does: "Tells the nodes of each other’s sign-outs." },
    { path: "lib/live/live.ts", does: "Events that any node can go on with." },
  ],
  "work-that-must-run-once": [
    {
      path: "lib/jobs/job.ts",
      does: "The timer that each node has, and the work of the one that got the slot.",
    },
    { path: "lib/jobs/scripts/claim.lua", does: "Gives a slot to one node, with a fencing token." },
    { path: "lib/jobs/fenced-stream.ts", does: "A resource that refuses an older token." },
    { path: "lib/jobs/once.test.ts", does: "Holders are killed and frozen, and so is the primary." },
    { path: "controls/unfenced-job.test.ts", does: "The same without fencing tokens: slots are done twice." },
  ],
  "one-login-four-languages": [
    { path: "docs/protocol.md", does: "The cookie, the record and the scripts, for any language." },
    {
      path: "lib/session/vectors/records.json",
      does: "Worked examples, which the tests of each language read.",
    },
    { path: "services/express/server.ts", does: "A service with express-session." },
    {
      path: "services/django/README.md",
      does: "A session engine, a middleware and a backend for Django.",
    },
    {
      path: "services/spring/README.md",
      does: "A repository of Spring Session and a Spring Security set-up.",
    },
    {
      path: "services/e2e/one-login-everywhere.spec.ts",
      does: "All of them in a browser, through sign-outs and failovers.",
    },
  ],
  "the-frozen-node": [
    { path: "nginx/nginx.conf", does: "The time limits of reads and writes, and what is retried." },
    { path: "app/api/live/route.ts", does: "Whether the process answers." },
    { path: "app/api/ready/route.ts", does: "Whether the node takes new requests." },
  ],
  "down-is-not-logged-out": [
    { path: "lib/auth/current.ts", does: "Who is asking: signed in, not signed in, or not known." },
    { path: "lib/auth/problem.ts", does: "The 503, with what to do." },
    { path: "demo/lessons/outage.ts", does: "The three ways of this lesson." },
    {
      path: "e2e/redis-down-is-503-not-logout.spec.ts",
      does: "All of Redis is stopped, and nobody is signed out.",
    },
  ],
  "changing-keys": [
    { path: "lib/auth/seal-passwords.ts", does: "Names keys by themselves, so that a ring can move on." },
    { path: "lib/session/key-ring.ts", does: "The keys of records: the first seals, all of them open." },
    { path: "demo/lessons/key-rings.ts", does: "The three ways of this lesson." },
  ],
  "two-builds-at-once": [
    { path: "demo/lessons/two-builds.ts", does: "The builds of this lesson, and both ways." },
    {
      path: "docs/decisions/0015-record-format-2.md",
      does: "How this store changed the format of its records.",
    },
    { path: "app/_ui/stale-build/sent-form.ts", does: "What was typed into a page of an earlier build." },
    {
      path: "e2e/demo/deploy-loses-no-login-and-no-form.spec.ts",
      does: "Two builds under load, forward and back.",
    },
  ],
  "a-cart-before-the-login": [
    { path: "lib/session/guests/guests.ts", does: "Guests in the store." },
    {
      path: "lib/session/scripts/create-guest.lua",
      does: "Begins one, unless its address, the shelf or the memory has no room.",
    },
    { path: "lib/auth/guest.ts", does: "The guest’s cookie, and what a login takes over." },
    { path: "demo/lessons/cart.ts", does: "The cart of this lesson, and how two carts become one." },
    { path: "lib/session/guests/memory.test.ts", does: "10,000 guests, and no login that leaves for them." },
  ],
};
