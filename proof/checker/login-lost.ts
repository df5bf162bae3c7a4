import type { Operation, Promised } from "../history.ts";
import { type Life, livedAt } from "./lives.ts";
import type { Anomaly, Verdict } from "./verdict.ts";

/** A session that was acknowledged, that no client ended, and that no later answer accepts. */
export function loginLost(lives: Iterable<Life>, promised: Promised): Verdict {
  return verdict("No acknowledged login is lost before its time", lives, promised, false);
}

/**
 * A living session that one answer calls signed out and a later one accepts: the site mistook a
 * fault for a logout.
 */
export function signedOutByFault(lives: Iterable<Life>, promised: Promised): Verdict {
  return verdict("No request is answered as signed out by a fault", lives, promised, true);
}

function verdict(promise: string, lives: Iterable<Life>, promised: Promised, comesBack: boolean): Verdict {
  const anomalies: Anomaly[] = [];
  let checked = 0;
  for (const life of lives) {
    const answered = life.uses.filter(
      (use) => (use.outcome === "ok" || use.outcome === "signed-out") && livedAt(life, use.to, promised),
    );
    checked += answered.length;
    const lastAccepted = Math.max(...answered.filter(accepted).map(({ from }) => from), 0);
    const refused = answered.filter(
      (use) => use.outcome === "signed-out" && use.from < lastAccepted === comesBack,
    );
    // A session is lost once, however often clients notice it.
    for (const use of comesBack ? refused : refused.slice(0, 1)) {
      anomalies.push({ at: use.to, what: refusal(life, use), session: life.id });
    }
  }
  return { promise, checked, anomalies };
}

const accepted = (use: Operation) => use.outcome === "ok";

function refusal(life: Life, use: Operation): string {
  return (
    `session ${life.id} of ${life.user}, acknowledged at ${seconds(life.bornBy)}, was answered as signed out ` +
    `at ${seconds(use.to)} (${use.kind}, ${use.node ?? "no node named"})`
  );
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;
