import { compare, type Pace, type Trial } from "../compare.ts";
import { inFlight } from "../in-flight.ts";
import { withRedis } from "../own-redis.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import type { Row } from "../results.ts";
import { trialRow } from "./cost.ts";

/** The cost of a sign-out everywhere for a user with many sessions. */
export function signOut(pace: Pace): Promise<Row> {
  return withRedis(0, async ({ url }) => {
    const peer = openUnstuck(url);
    const trial = (name: string, sessions: number): Trial => ({
      name,
      prepare: (count) =>
        inFlight(count * sessions, 256, (index) =>
          peer.login(sessions * 1000 + Math.floor(index / sessions)),
        ),
      call: (index) => peer.signOutEverywhere?.(sessions * 1000 + index) ?? Promise.reject(),
    });
    const trials = [trial("1 session", 1), trial("1,000 sessions", 1000)];
    const turns = await compare(trials, { ...pace, callers: 1, most: 8 });
    await peer.close();
    const says = "sign out everywhere: cost with 1,000 sessions / with 1";
    return trialRow({ name: "sign-out-1000-vs-1", says, wanted: { most: 10 } }, turns, [
      "1 session",
      "1,000 sessions",
    ]);
  });
}
