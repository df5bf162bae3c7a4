export const operations = ["read", "write", "login", "logout", "list", "sign-out"] as const;
export type Operation = (typeof operations)[number];

/** The number of sessions of each user whose sessions a trial lists or ends. */
export const perUser = 3;

export const titles: Record<Operation, string> = {
  read: "Read, sliding expiry included",
  write: "Write: a request that changes its session",
  login: "Login",
  logout: "Logout",
  list: "List a user's sessions",
  "sign-out": "Sign out everywhere",
};

export const notes: Record<Operation, string> = {
  read: "connect-redis: GET, then EXPIRE when the answer leaves. better-auth: two GETs. The adapter: two GETs. Spring's replay: HGETALL and six writes. redis-benchmark: the tool's GET of as large a record, on a connection for each caller, and on one with all callers in its pipeline.",
  write:
    "Each reads the session first, then stores the change; only unstuck's is a compare-and-set, so that no other request's change is lost.",
  login: "Each login is another user's. unstuck also lists it for its user and enforces the cap.",
  logout: "iron-session alone has none: its cookie lives until it expires.",
  list: `${perUser} sessions a user. connect-redis, the adapter and iron-session have no such operation.`,
  "sign-out": `${perUser} sessions a user. connect-redis, the adapter and iron-session have no such operation.`,
};
