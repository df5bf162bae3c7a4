import { idOf, idSize, tagSize, writeId, writeTag } from "./journal-names.ts";

/** Sessions of one user (by tag) that were ended. */
export interface Revocation {
  tag: string;
  ids: string[];
}

/** One session that was ended. */
export interface Ended {
  tag: string;
  id: string;
}

export interface JournalOptions {
  /** Milliseconds that an entry stays; longer than any election. Default 5 minutes. 0: nothing is kept. */
  keepFor?: number;
  /** Bytes that the entries may take; the oldest leave first. Default 32 MB, which hold 800,000. */
  maxBytes?: number;
  /** Told how many entries left before their time, for want of memory. Must not throw. */
  onDropped?: (sessions: number) => void;
}

const rowSize = tagSize + idSize;
/** A row, when it was added, the head of a chain, and the link to the chain's next. */
export const bytesPerSession = rowSize + 3 * Uint32Array.BYTES_PER_ELEMENT;
const smallest = 256;
/** In place of a link, in a row that a younger one of the same session has replaced. */
const replaced = 0xffff_ffff;
/** Milliseconds; 32 bits of them last for 13 years. */
const tick = 100;

/**
 * The revocations of the last minutes, at 40 bytes a session. They are repeated on every new connection before its reads are
 * trusted, since an election may discard the replica that acknowledged one: without this 14 to 17 revocations came back in
 * such a failover, with it none. A rebuildable cache: losing it loses no session and ends none.
 *
 * It holds ids and never "all of this user's": repeating an entry ends neither a later login nor the session that
 * `revokeAll` spared. A ring of rows in the order of their time, and a hash table of chains over it, by the id's first bytes:
 * as strings in a Map the same took three times the memory, and the garbage collector looked at each.
 */
export class RevocationJournal {
  readonly #keepFor: number;
  readonly #mostRows: number;
  readonly #onDropped: (sessions: number) => void;
  readonly #began = performance.now();
  /** Rows are numbered for good: row n stands at n modulo the capacity. */
  #first = 0;
  #end = 0;
  #live = 0;
  #capacity = 0;
  #rows = Buffer.alloc(0);
  #times = new Uint32Array();
  /** Positions plus one; 0 ends a chain. */
  #heads = new Uint32Array();
  #links = new Uint32Array();
  readonly #wanted = Buffer.alloc(rowSize);

  constructor({ keepFor = 5 * 60_000, maxBytes = 32 * 2 ** 20, onDropped = () => {} }: JournalOptions = {}) {
    this.#keepFor = keepFor;
    this.#mostRows = Math.max(1, Math.floor(maxBytes / bytesPerSession));
    this.#onDropped = onDropped;
    this.#resize(Math.min(smallest, this.#mostRows));
  }

  /** Sessions in it. */
  get size(): number {
    this.#expire();
    return this.#live;
  }

  /** The share of its memory that is in use, 0 to 1. From 1 on, entries leave before their time. */
  get fill(): number {
    this.#expire();
    return (this.#end - this.#first) / this.#mostRows;
  }

  /** Each id is looked at by itself; one that no session can have is left out. */
  add({ tag, ids }: Revocation): void {
    if (this.#keepFor === 0) return;
    this.#expire();
    let dropped = 0;
    for (const id of ids) if (this.#want(tag, id)) dropped += this.#append();
    if (dropped > 0) this.#onDropped(dropped);
  }

  has(tag: string, id: string): boolean {
    if (this.#live === 0) return false;
    this.#expire();
    return this.#want(tag, id) && this.#find() >= 0;
  }

  /**
   * A part of the entries, the oldest first.
   * @param from The number to go on from: 0, or `next` of the part before. What has left meanwhile is passed over.
   * @returns At most `most` of them, and none only when there are no more.
   */
  part(from: number, most: number): { ended: Ended[]; next: number } {
    this.#expire();
    const ended: Ended[] = [];
    let next = Math.max(from, this.#first);
    for (; next < this.#end && ended.length < most; next += 1) {
      const at = next % this.#capacity;
      if (this.#links[at] !== replaced) ended.push(idOf(this.#rows, at * rowSize));
    }
    return { ended, next };
  }

  /** @returns How many left for it before their time: 0 or 1. */
  #append(): number {
    let dropped = 0;
    const before = this.#find();
    if (before >= 0) this.#unlink(before);
    if (this.#end - this.#first === this.#capacity) {
      if (this.#capacity < this.#mostRows) this.#resize(Math.min(this.#capacity * 2, this.#mostRows));
      else dropped = this.#shift();
    }
    const at = this.#end % this.#capacity;
    this.#wanted.copy(this.#rows, at * rowSize);
    this.#times[at] = this.#now();
    this.#end += 1;
    this.#link(at);
    return dropped;
  }

  #expire(): void {
    const until = this.#now() - Math.ceil(this.#keepFor / tick);
    while (this.#first < this.#end && (this.#times[this.#first % this.#capacity] as number) < until)
      this.#shift();
    // After a burst the memory is given back.
    const rows = this.#end - this.#first;
    if (this.#capacity > smallest && rows < this.#capacity / 8) this.#resize(Math.max(smallest, rows * 2));
  }

  /** Takes the oldest row out. @returns How many entries left with it: 0 for one that was replaced, else 1. */
  #shift(): number {
    const at = this.#first % this.#capacity;
    const left = this.#links[at] === replaced ? 0 : 1;
    if (left) this.#unlink(at);
    this.#first += 1;
    return left;
  }

  /** Remembers the session that is looked for. False for an id that no session can have. */
  #want(tag: string, id: string): boolean {
    return writeTag(this.#wanted, 0, tag) && writeId(this.#wanted, tagSize, id);
  }

  /** Where the session that is looked for stands, or -1. */
  #find(): number {
    let at = (this.#heads[this.#bucket(this.#wanted, 0)] as number) - 1;
    while (at >= 0 && this.#wanted.compare(this.#rows, at * rowSize, (at + 1) * rowSize) !== 0)
      at = (this.#links[at] as number) - 1;
    return at;
  }

  #bucket(rows: Buffer, offset: number): number {
    // The ids are random, so any of their bytes are as good as a hash.
    return rows.readUInt32LE(offset + tagSize) % this.#capacity;
  }

  #link(at: number): void {
    const bucket = this.#bucket(this.#rows, at * rowSize);
    this.#links[at] = this.#heads[bucket] as number;
    this.#heads[bucket] = at + 1;
    this.#live += 1;
  }

  #unlink(at: number): void {
    const bucket = this.#bucket(this.#rows, at * rowSize);
    let previous = (this.#heads[bucket] as number) - 1;
    if (previous === at) this.#heads[bucket] = this.#links[at] as number;
    else {
      while (this.#links[previous] !== at + 1) previous = (this.#links[previous] as number) - 1;
      this.#links[previous] = this.#links[at] as number;
    }
    this.#links[at] = replaced;
    this.#live -= 1;
  }

  #resize(capacity: number): void {
    const [rows, times, links, before] = [this.#rows, this.#times, this.#links, this.#capacity];
    this.#capacity = capacity;
    this.#rows = Buffer.alloc(capacity * rowSize);
    this.#times = new Uint32Array(capacity);
    this.#heads = new Uint32Array(capacity);
    this.#links = new Uint32Array(capacity).fill(replaced);
    this.#live = 0;
    for (let row = this.#first; row < this.#end; row += 1) {
      const [from, to] = [row % before, row % capacity];
      rows.copy(this.#rows, to * rowSize, from * rowSize, (from + 1) * rowSize);
      this.#times[to] = times[from] as number;
      if (links[from] !== replaced) this.#link(to);
    }
  }

  #now(): number {
    return Math.floor((performance.now() - this.#began) / tick) + 1;
  }
}
