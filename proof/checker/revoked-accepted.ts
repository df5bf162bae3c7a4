import type { Outcome } from "../history.ts";
import type { Life } from "./lives.ts";
import type { Anomaly, Verdict } from "./verdict.ts";

export const revocationPromise = "No session is accepted after its end was acknowledged";

/**
 * Answers that only a living session gets. The answer that another session is gone also goes to
 * nobody else.
 */
const accepting: ReadonlySet<Outcome> = new Set(["ok", "gone", "superseded"]);

/**
 * A request that began after the end of its session was acknowledged, and that some node served all
 * the same.
 */
export function revokedAccepted(lives: Iterable<Life>): Verdict {
  const anomalies: Anomaly[] = [];
  let checked = 0;
  for (const life of lives) {
    for (const use of life.uses) {
      if (use.from <= life.deadFrom || use.outcome === "failed" || use.outcome === "indeterminate") continue;
      // A second logout is also answered with success: nothing is left to end.
      if (use.kind === "logout") continue;
      checked += 1;
      if (!accepting.has(use.outcome)) continue;
      anomalies.push({
        at: use.to,
        session: life.id,
        what:
          `session ${life.id} of ${life.user}, whose end (${life.endedBy?.kind}) was acknowledged at ` +
          `${(life.deadFrom / 1000).toFixed(3)} s, was accepted at ${(use.to / 1000).toFixed(3)} s (${use.kind}, ${use.node ?? "no node named"})`,
      });
    }
  }
  return { promise: revocationPromise, checked, anomalies };
}
