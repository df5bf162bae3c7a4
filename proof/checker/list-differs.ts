import type { Operation, Promised } from "../history.ts";
import { type Life, livedAt } from "./lives.ts";
import { Strays } from "./strays.ts";
import type { Anomaly, Verdict } from "./verdict.ts";

/**
 * A list that lacks a living session, shows a dead one, or shows more unknown ones
 * than logins could have begun.
 */
export function listDiffers(
  history: readonly Operation[],
  lives: ReadonlyMap<string, Life>,
  promised: Promised,
): Verdict {
  const anomalies: Anomaly[] = [];
  const strays = new Strays(history, lives);
  const lists = history.filter(({ kind, outcome }) => kind === "list" && outcome === "ok");
  for (const { user, from, to, listed = [], node } of lists) {
    const report = (what: string, session?: string) =>
      anomalies.push({
        at: to,
        ...(session === undefined ? {} : { session }),
        what: `the list of ${user} at ${(to / 1000).toFixed(3)} s (${node ?? "no node named"}) ${what}`,
      });
    const ids = new Set(listed);
    for (const life of lives.values()) {
      if (life.user !== user) continue;
      const shown = ids.has(life.id);
      if (shown && life.deadFrom < from) report(`shows ${life.id}, whose end was acknowledged`, life.id);
      if (!shown && life.bornBy < from && livedAt(life, to, promised))
        report(`lacks the living session ${life.id}`, life.id);
    }
    for (const id of strays.deadIn(listed, from))
      report(`shows ${id}, which a login without an answer began, and whose end was acknowledged`);
    const unknown = listed.filter((id) => !lives.has(id)).length;
    const excused = history.filter(
      (login) =>
        login.kind === "login" &&
        login.user === user &&
        login.from < to &&
        // A login without an answer; or one under way, since a site may begin a login again after a
        // fault, under another id.
        (login.outcome === "indeterminate" || login.to > from),
    ).length;
    if (unknown > excused)
      report(
        `shows ${unknown} sessions that no login began; ${excused} logins were under way or without an answer`,
      );
  }
  return {
    promise: "A list shows exactly the sessions that would be accepted",
    checked: lists.length,
    anomalies,
  };
}
