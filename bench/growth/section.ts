import { step } from "../../stack/setup/progress.ts";
import type { Pace } from "../compare.ts";
import type { Row, Section } from "../results.ts";
import { durability } from "./durability.ts";
import { expiry } from "./expiry.ts";
import { failover } from "./failover.ts";
import { indexLookUp } from "./index-look-up.ts";
import { restart } from "./restart.ts";
import { signOut } from "./sign-out.ts";
import { few, many, sizes } from "./sizes.ts";

/** The cost of durability, and the growth of the store's own cost. */
export async function growthSection(pace: Pace): Promise<Section> {
  const rows = [
    await step("login with and without WAIT, one replica", () => durability(pace, 1)),
    await step("login with and without WAIT, two replicas", () => durability(pace, 2)),
    await step("sign out everywhere with 1 and with 1,000 sessions", () => signOut(pace)),
    ...(await step(`read, list and sign out with ${few} and with ${many} sessions`, () => sizes(pace))),
    await step("the read script without the index look-up", () => indexLookUp(pace)),
  ];
  return {
    title: "Durability and growth",
    note: "Login: rate with WAIT by rate without, so more is better. The others: cost of the larger by cost of the smaller, so less is better.",
    rows,
  };
}

/** Rare events, with a million sessions. Each takes a minute or more. */
export const events = ["restart", "expiry", "failover"] as const;
type Event = (typeof events)[number];

const measure: Record<Event, { what: string; rows: () => Promise<Row[]> }> = {
  restart: { what: "A restart", rows: restart },
  expiry: { what: "The end of a million sessions at one moment", rows: expiry },
  failover: { what: "The death of a primary", rows: failover },
};

export async function eventSection(event: Event): Promise<Section> {
  const { what, rows } = measure[event];
  return {
    title: `${what}, with a million sessions`,
    note: notes[event],
    rows: await step(what, rows),
  };
}

const notes: Record<Event, string> = {
  restart:
    "Killed and started again, with the project's redis.conf: from the start until it answers with all sessions, out of the append-only file.",
  expiry:
    "Reads of sessions that live, before and from the moment of the others' end until Redis has taken all of them away.",
  failover:
    "A primary with two replicas and three Sentinels, with the project's configuration: from the kill on. A Sentinel holds a primary to be down after 3 s.",
};
