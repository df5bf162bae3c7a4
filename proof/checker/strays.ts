import type { Operation } from "../history.ts";
import { type Life, meantAs } from "./lives.ts";

/**
 * Sessions that a login without an answer began. Nobody has their tokens, and nothing was promised
 * about them until a list showed one: from then on its end can be acknowledged like any other's.
 */
export class Strays {
  /** From when on each is dead, by its id. */
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

  /** Those of a list's ids that were dead when it was asked for. */
  deadIn(listed: readonly string[], askedAt: number): string[] {
    return listed.filter((id) => (this.#deadFrom.get(id) ?? Number.POSITIVE_INFINITY) < askedAt);
  }
}
