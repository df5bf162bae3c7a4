import { type Revocation, RevocationJournal } from "./journal.ts";
import { tagOf } from "./keys.ts";

/** Who wants to know of a session's end: an open page, say. Neither method may throw. */
export interface Watcher {
  ended(): void;
  /** Announcements may have been missed: ask the store. */
  unsure(): void;
}

/** Who waits for a session's end in this process, by the session's id. */
export class Watchers {
  readonly #watchers = new Map<string, Set<Watcher>>();
  /**
   * A session may end between its look-up and {@link watch}. By the store's
   * limits: 80,000 a second fit.
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

  /** Tells those who watch one of these sessions. */
  ended(revocation: Revocation): void {
    this.#recent.add(revocation);
    for (const id of revocation.ids) {
      for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher.ended();
    }
  }

  /** Tells everybody that announcements may have been missed. */
  unsure(): void {
    for (const watchers of [...this.#watchers.values()])
      for (const watcher of [...watchers]) watcher.unsure();
  }
}
