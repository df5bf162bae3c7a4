import type { Announcements } from "./announcements.ts";
import type { Revocation, RevocationJournal } from "./journal.ts";
import type { RevocationReason, SessionObserver } from "./observer.ts";
import type { Callee } from "./redis/script.ts";
import type { Repetition } from "./repetition.ts";
import type { Watchers } from "./watchers.ts";

export interface RevocationsParts {
  journal: RevocationJournal;
  repetition: Repetition;
  watchers: Watchers;
  observer: SessionObserver;
  /** Undefined if the store announces nothing. */
  announcements: Announcements | undefined;
}

/**
 * The sessions that a store ended before their time. It keeps them in the journal, and tells open
 * pages, the other stores and the metrics.
 */
export class Revocations {
  readonly #parts: RevocationsParts;

  constructor(parts: RevocationsParts) {
    this.#parts = parts;
    parts.observer.journal?.(parts.journal);
  }

  add(reason: RevocationReason, revocation: Revocation): void {
    if (revocation.ids.length === 0) return;
    const { announcements, observer } = this.#parts;
    this.learn(revocation);
    announcements?.announce(revocation);
    observer.revoked?.(reason, revocation);
  }

  /** Keeps another store's revocation. That store announces and counts it. */
  learn(revocation: Revocation): void {
    const { journal, watchers } = this.#parts;
    journal.add(revocation);
    watchers.ended(revocation);
  }

  has(tag: string, id: string): boolean {
    return this.#parts.journal.has(tag, id);
  }

  /**
   * Ends the sessions once more, on a new connection: 1 round trip per 256. An election may have
   * chosen a node that lacks a revocation.
   * @param slots The slots whose node changed, on a Cluster. Default: all.
   */
  repeatOn(client: Callee, slots?: ReadonlySet<number>): Promise<void> {
    return this.#parts.repetition.on(client, slots);
  }
}
