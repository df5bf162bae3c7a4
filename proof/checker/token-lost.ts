import type { Operation } from "../history.ts";
import type { Life } from "./lives.ts";
import type { Anomaly, Verdict } from "./verdict.ts";

export const tokenPromise = "No browser is left without a token that works";

const gives = ({ kind }: Operation) => kind === "rotate" || kind === "step-up";

/**
 * A browser that was told that another request has the next token, although no request got it. Such
 * a browser is left with a token that soon ends its session. A rotation whose answer was lost may
 * have happened, so the site must answer it again with the same token.
 */
export function tokenLost(lives: Iterable<Life>): Verdict {
  const anomalies: Anomaly[] = [];
  let checked = 0;
  for (const life of lives) {
    const answered = life.uses.filter((use) => gives(use) && use.outcome === "ok");
    const asked = life.uses.filter(
      (use) => gives(use) && (use.outcome === "ok" || use.outcome === "superseded"),
    );
    checked += asked.length;
    for (const use of asked) {
      // An answer that came before this one, to any of the browser's tabs, gave the browser a
      // token, and the browser showed it.
      if (use.outcome === "ok" || answered.some(({ to }) => to < use.to)) continue;
      anomalies.push({
        at: use.to,
        session: life.id,
        what:
          `session ${life.id} of ${life.user}: a ${use.kind} was told at ${(use.to / 1000).toFixed(3)} s ` +
          `(${use.node ?? "no node named"}) that another request has the next token, but none was given it`,
      });
    }
  }
  return { promise: tokenPromise, checked, anomalies };
}
