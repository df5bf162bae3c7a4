import { bytesPerSession, type Ended, JournalRows } from "./journal-rows.ts";

/** Sessions of one user (by tag) that were ended. */
export interface Revocation {
  tag: string;
  ids: string[];
}

export interface JournalOptions {
  /**
   * Milliseconds that an entry stays. It must be longer than any election. Default 5 minutes. With
   * 0 nothing is kept.
   */
  keepFor?: number;
  /** Bytes that the entries may take; the oldest leave first. Default 32 MB, which hold 800,000. */
  maxBytes?: number;
  /**
   * Called with the number of entries that left before their time, for want of memory. Must not
   * throw.
   */
  onDropped?: (sessions: number) => void;
}

const smallest = 256;
/** Milliseconds; 32 bits of them last for 13 years. */
const tick = 100;

/**
 * The revocations of the last minutes, at 40 bytes per session. They are repeated on every new
 * connection before its reads are trusted, since an election may discard the replica that
 * acknowledged one. In such a failover 14 to 17 revocations were undone without the journal, and
 * none with it. The journal is a rebuildable cache: losing it loses no session and ends none.
 *
 * It holds ids and never "all sessions of this user". So repeating an entry ends neither a later
 * login nor the session that `revokeAll` spared.
 */
export class RevocationJournal {
  readonly #keepFor: number;
  readonly #mostRows: number;
  readonly #onDropped: (sessions: number) => void;
  readonly #began = performance.now();
  readonly #rows: JournalRows;

  constructor({ keepFor = 5 * 60_000, maxBytes = 32 * 2 ** 20, onDropped = () => {} }: JournalOptions = {}) {
    this.#keepFor = keepFor;
    this.#mostRows = Math.max(1, Math.floor(maxBytes / bytesPerSession));
    this.#onDropped = onDropped;
    this.#rows = new JournalRows(Math.min(smallest, this.#mostRows));
  }

  /** The number of sessions. */
  get size(): number {
    this.#expire();
    return this.#rows.live;
  }

  /** The share of its memory that is in use, 0 to 1. At 1, entries leave before their time. */
  get fill(): number {
    this.#expire();
    return this.#rows.length / this.#mostRows;
  }

  /** Each id is checked by itself. An id that no session can have is left out. */
  add({ tag, ids }: Revocation): void {
    if (this.#keepFor === 0) return;
    this.#expire();
    let dropped = 0;
    for (const id of ids) if (this.#rows.want(tag, id)) dropped += this.#append();
    if (dropped > 0) this.#onDropped(dropped);
  }

  has(tag: string, id: string): boolean {
    if (this.#rows.live === 0) return false;
    this.#expire();
    return this.#rows.want(tag, id) && this.#rows.hasWanted;
  }

  /**
   * A part of the entries, the oldest first.
   * @param from The number to go on from: 0, or `next` of the part before. Entries that have left
   * meanwhile are skipped.
   * @returns At most `most` entries, and none only if no more follow.
   */
  part(from: number, most: number): { ended: Ended[]; next: number } {
    this.#expire();
    const ended: Ended[] = [];
    let next = Math.max(from, this.#rows.first);
    for (; next < this.#rows.end && ended.length < most; next += 1) {
      const one = this.#rows.at(next);
      if (one) ended.push(one);
    }
    return { ended, next };
  }

  /**
   * Adds the session that is looked for.
   * @returns How many entries left for it before their time: 0 or 1.
   */
  #append(): number {
    const rows = this.#rows;
    let dropped = 0;
    rows.replaceWanted();
    if (rows.length === rows.capacity) {
      if (rows.capacity < this.#mostRows) rows.resize(Math.min(rows.capacity * 2, this.#mostRows));
      else dropped = rows.shift();
    }
    rows.append(this.#now());
    return dropped;
  }

  #expire(): void {
    const rows = this.#rows;
    const until = this.#now() - Math.ceil(this.#keepFor / tick);
    while (rows.length > 0 && rows.oldest < until) rows.shift();
    // After a burst the journal gives the memory back.
    if (rows.capacity > smallest && rows.length < rows.capacity / 8)
      rows.resize(Math.max(smallest, rows.length * 2));
  }

  #now(): number {
    return Math.floor((performance.now() - this.#began) / tick) + 1;
  }
}
