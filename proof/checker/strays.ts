import type { Operation } from "../history.ts";
import { type Life, meantAs } from "./lives.ts";

/**
 * Sessions that a login without an answer began. No client has their tokens, and the site promised
 * nothing about them until a list showed one. From then on its end can be acknowledged like that of
 * any other session.
 */
export class Strays {
  /** The time from which each session is dead, by its id. */
  readonly #deadFrom = new Map<string, number>();

  constructor(history: readonly Operation[], lives: ReadonlyMap<string, Life>) {
    const seenBy = new Map<string, { user: string; at: number }>();
    for (const { kind, outcome, listed = [], user, to } of history) {
      if (kind !== "list" || outcome !== "ok") continue;
      for (const id of listed) {
        if (lives.has(id)) continue;
        seenBy.set(id, { user, at: Math.min(to, seenBy.get(id)?.at ?? to) });
      }
    }
    for (const operation of history) {
      const { target, user, from, to, outcome } = operation;
      if (outcome !== "ok" && outcome !== "gone") continue;
      const meant = meantAs(operation);
      for (const [id, seen] of seenBy) {
        const ends =
          meant === "one" ? target === id : meant === "all" && user === seen.user && seen.at < from;
        if (ends) this.#deadFrom.set(id, Math.min(to, this.#deadFrom.get(id) ?? to));
      }
    }
  }

  /** The ids of a list that were dead when the client asked for the list. */
  deadIn(listed: readonly string[], askedAt: number): string[] {
    return listed.filter((id) => (this.#deadFrom.get(id) ?? Number.POSITIVE_INFINITY) < askedAt);
  }
}
