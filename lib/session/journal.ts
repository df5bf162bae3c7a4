/** Sessions of one user (by tag) that were ended. */
export interface Revocation {
  tag: string;
  ids: string[];
}

interface Entry {
  revocation: Revocation;
  at: number;
}

/**
 * The revocations of the last minutes. They are repeated on every new connection before its reads are trusted, since an
 * election may discard the replica that acknowledged one: without this 14 to 17 revocations came back in such a
 * failover, with it none. A rebuildable cache: losing it loses no session and ends none.
 */
export class RevocationJournal {
  readonly #keepFor: number;
  readonly #limit: number;
  /** Oldest first. Those before `#first` have left; they are cut off together, as moving 10,000 at each addition took 0.1 ms. */
  #entries: Entry[] = [];
  #first = 0;
  /** The youngest entry of each session. */
  readonly #bySession = new Map<string, Entry>();

  /**
   * @param keepFor Milliseconds that an entry stays; longer than any election. Preset 5 minutes.
   * @param limit Entries kept at the most; the oldest leave. Preset 10,000.
   */
  constructor({ keepFor = 5 * 60_000, limit = 10_000 } = {}) {
    this.#keepFor = keepFor;
    this.#limit = limit;
  }

  add(revocation: Revocation): void {
    const { tag, ids } = revocation;
    if (ids.length === 0) return;
    const entry = { revocation, at: performance.now() };
    this.#entries.push(entry);
    for (const id of ids) this.#bySession.set(session(tag, id), entry);
    this.#trim();
  }

  has(tag: string, id: string): boolean {
    this.#trim();
    return this.#bySession.has(session(tag, id));
  }

  recent(): Revocation[] {
    this.#trim();
    return this.#entries.slice(this.#first).map(({ revocation }) => revocation);
  }

  #trim(): void {
    const from = performance.now() - this.#keepFor;
    for (; this.#first < this.#entries.length; this.#first += 1) {
      const oldest = this.#entries[this.#first] as Entry;
      if (oldest.at >= from && this.#entries.length - this.#first <= this.#limit) break;
      const { tag, ids } = oldest.revocation;
      for (const id of ids) {
        const name = session(tag, id);
        if (this.#bySession.get(name) === oldest) this.#bySession.delete(name);
      }
    }
    if (this.#first <= this.#entries.length / 2) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}

const session = (tag: string, id: string) => `${tag}.${id}`;
