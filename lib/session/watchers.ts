import { type Revocation, RevocationJournal } from "./journal.ts";
import { tagOf } from "./keys.ts";

/**
 * A party that wants to know of a session's end, such as an open page. Neither method may throw.
 */
export interface Watcher {
  ended(): void;
  /** Announcements may have been missed, so the watcher must ask the store. */
  unsure(): void;
}

/** The watchers of sessions' ends in this process, by the session's id. */
export class Watchers {
  readonly #watchers = new Map<string, Set<Watcher>>();
  /**
   * A session may end between its look-up and {@link watch}. With the store's limits, 80,000 ends a
   * second fit.
   */
  readonly #recent = new RevocationJournal({ keepFor: 10_000 });

  /** As {@link RedisSessions.watch}. */
  watch({ user, id }: { user: string; id: string }, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(watcher));
    if (this.#recent.has(tagOf(user), id)) watcher.ended();
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  /** Tells the watchers of these sessions. */
  ended(revocation: Revocation): void {
    this.#recent.add(revocation);
    for (const id of revocation.ids) {
      for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher.ended();
    }
  }

  /** Tells every watcher that announcements may have been missed. */
  unsure(): void {
    for (const watchers of [...this.#watchers.values()])
      for (const watcher of [...watchers]) watcher.unsure();
  }
}
