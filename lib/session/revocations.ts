import type { Callee } from "../redis/script.ts";
import type { Revocation, RevocationJournal } from "./journal.ts";
import type { RevocationReason, SessionObserver } from "./observer.ts";
import { Repetition } from "./repetition.ts";

/** What a store ended before its time: kept in the journal, and told to the other nodes and to the metrics. */
export class Revocations {
  readonly #journal: RevocationJournal;
  readonly #observer: SessionObserver;
  readonly #repetition: Repetition;
  readonly #tell: (revocation: Revocation) => void;

  constructor(journal: RevocationJournal, observer: SessionObserver, tell: (revocation: Revocation) => void) {
    this.#journal = journal;
    this.#repetition = new Repetition(journal);
    this.#observer = observer;
    observer.journal?.(journal);
    this.#tell = tell;
  }

  add(reason: RevocationReason, revocation: Revocation): void {
    if (revocation.ids.length === 0) return;
    this.#journal.add(revocation);
    this.#tell(revocation);
    this.#observer.revoked?.(reason, revocation.ids.length);
  }

  /** Keeps another node's, which is told and counted there. */
  learn(revocation: Revocation): void {
    this.#journal.add(revocation);
  }

  has(tag: string, id: string): boolean {
    return this.#journal.has(tag, id);
  }

  /**
   * Ends them once more, on a new connection: 1 round trip for 256. An election may have chosen a node that lacks one.
   * @param slots Those whose node changed, on a Cluster; all without it.
   */
  repeatOn(client: Callee, slots?: ReadonlySet<number>): Promise<void> {
    return this.#repetition.on(client, slots);
  }
}
