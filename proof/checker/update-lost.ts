import type { Operation } from "../history.ts";
import type { Life } from "./lives.ts";
import type { Anomaly, Verdict } from "./verdict.ts";

/**
 * Every acknowledged press of a session's counter counts once. The count in the answer to a press
 * or a read holds all presses that were acknowledged before it began, and no more than were sent by
 * the time it was answered.
 */
export function updateLost(lives: Iterable<Life>): Verdict {
  const anomalies: Anomaly[] = [];
  let checked = 0;
  for (const life of lives) {
    const presses = life.uses.filter(({ kind }) => kind === "count");
    const acknowledged = presses.filter(({ outcome }) => outcome === "ok");
    // This includes a press that was answered as signed out: it may have counted just before its
    // session ended.
    const mayCount = presses.filter(({ outcome }) => outcome !== "failed");
    for (const use of life.uses) {
      if (use.counter === undefined || use.outcome !== "ok") continue;
      checked += 1;
      const own = use.kind === "count" ? 1 : 0;
      const before = acknowledged.filter(({ to }) => to < use.from).length + own;
      const sent = mayCount.filter(({ from }) => from < use.to).length;
      if (use.counter < before) anomalies.push(anomaly(life, use, `${before} were acknowledged by then`));
      if (use.counter > sent) anomalies.push(anomaly(life, use, `only ${sent} were sent by then`));
    }
    const seen = new Map<number, Operation>();
    for (const press of acknowledged) {
      if (press.counter === undefined) continue;
      if (seen.has(press.counter))
        anomalies.push(anomaly(life, press, "another press was given the same number"));
      seen.set(press.counter, press);
    }
  }
  return { promise: "No acknowledged update is lost, and none counts twice", checked, anomalies };
}

const anomaly = (life: Life, use: Operation, why: string): Anomaly => ({
  at: use.to,
  session: life.id,
  what: `session ${life.id}: a ${use.kind} was answered with ${use.counter} presses at ${(use.to / 1000).toFixed(3)} s (${use.node ?? "no node named"}), but ${why}`,
});
