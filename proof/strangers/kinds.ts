import { halfHead, type Outcome, send, signUp, type Target } from "./send.ts";

interface Kind {
  /** For the report. */
  readonly what: string;
  /** How many requests of this kind each address begins per second. */
  readonly perSecond: number;
  readonly begin: (target: Target, outcome: Outcome, turn: number) => void;
}

/** The strangers' requests, by name: together 85 requests a second from each address. */
export const kinds = {
  heads: {
    what: "HEAD of an event stream",
    perSecond: 20,
    begin: (target, outcome) => send(target, outcome, { method: "HEAD", path: "/api/events/cluster" }),
  },
  streams: {
    what: "event streams that are opened again and again, and never closed",
    perSecond: 20,
    begin: (target, outcome) => send(target, outcome, { path: "/api/events/cluster" }),
  },
  bodies: {
    what: "bodies that come in drops",
    perSecond: 5,
    begin: (target, outcome) =>
      send(target, outcome, { method: "POST", path: "/api/session", json: {}, drops: true }),
  },
  halves: {
    what: "heads that never end",
    perSecond: 10,
    begin: halfHead,
  },
  passwords: {
    what: "wrong passwords, for the person’s account and for many others",
    perSecond: 15,
    begin: (target, outcome, turn) => {
      const email = turn % 2 === 0 ? target.email : `nobody-${turn}@example.com`;
      const json = { email, password: `guess number ${turn}` };
      send(target, outcome, { method: "POST", path: "/api/session", json });
    },
  },
  signUps: {
    what: "sign-ups",
    perSecond: 5,
    begin: (target, outcome, turn) => {
      void signUp(target, outcome, `stranger-${process.pid}-${target.from}-${turn}@example.com`);
    },
  },
  headers: {
    what: "headers of 20 kB",
    perSecond: 10,
    begin: (target, outcome) =>
      send(target, outcome, { path: "/", headers: { cookie: `x=${"y".repeat(20_000)}` } }),
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** Requests that all kinds together begin in a second, from one address. */
export const perSecond = kindNames.reduce((sum, name) => sum + kinds[name].perSecond, 0);
