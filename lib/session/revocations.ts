import calculateSlot from "cluster-key-slot";
import type { Callee } from "../redis/script.ts";
import type { Revocation, RevocationJournal } from "./journal.ts";
import { indexKey, recordKey } from "./keys.ts";
import type { RevocationReason, SessionObserver } from "./observer.ts";
import { revokeScript } from "./scripts.ts";

/** What a store ended before its time: kept in the journal, and told to the other nodes and to the metrics. */
export class Revocations {
  readonly #journal: RevocationJournal;
  readonly #observer: SessionObserver;
  readonly #tell: (revocation: Revocation) => void;

  constructor(journal: RevocationJournal, observer: SessionObserver, tell: (revocation: Revocation) => void) {
    this.#journal = journal;
    this.#observer = observer;
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
   * Ends them once more, on a new connection: 1 round trip. An election may have chosen a node that lacks one.
   * @param slots Those whose node changed, on a Cluster; all without it.
   */
  async repeatOn(client: Callee, slots?: ReadonlySet<number>): Promise<void> {
    const recent = this.#journal.recent();
    const concerned = slots ? recent.filter(({ tag }) => slots.has(calculateSlot(tag))) : recent;
    const again = concerned.map(({ tag, ids }) => {
      const keys = ids.map((id) => recordKey(tag, id));
      return revokeScript.call(client, [indexKey(tag), ...keys], ids);
    });
    await Promise.all(again);
  }
}
