import { idOf, idSize, tagSize, writeId, writeTag } from "./journal-names.ts";

/** One session that was ended. */
export interface Ended {
  tag: string;
  id: string;
}

const rowSize = tagSize + idSize;
/** A row, the time when it was added, the head of a chain, and the link to the chain's next. */
export const bytesPerSession = rowSize + 3 * Uint32Array.BYTES_PER_ELEMENT;
/** Replaces the link in a row that a younger row of the same session has replaced. */
const replaced = 0xffff_ffff;

/**
 * Ended sessions in the order of their time: a ring of rows, and a hash table of chains over it, by
 * the id's first bytes. As strings in a Map the same took three times the memory, and the garbage
 * collector looked at each one.
 *
 * A caller first names the session ({@link want}), so that its name is converted to bytes once.
 */
export class JournalRows {
  /** Row numbers are never reused: row n stands at n modulo the capacity. */
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

  constructor(capacity: number) {
    this.resize(capacity);
  }

  /** The number of sessions. */
  get live(): number {
    return this.#live;
  }

  /** The number of rows, including those that were replaced. */
  get length(): number {
    return this.#end - this.#first;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** The oldest row's number. */
  get first(): number {
    return this.#first;
  }

  /** The number of the row that comes next. */
  get end(): number {
    return this.#end;
  }

  /** When the oldest row was added. */
  get oldest(): number {
    return this.#times[this.#first % this.#capacity] as number;
  }

  /** The session in a row; undefined if a younger row has it. */
  at(row: number): Ended | undefined {
    const at = row % this.#capacity;
    return this.#links[at] === replaced ? undefined : idOf(this.#rows, at * rowSize);
  }

  /** Remembers the session to look for. False for an id that no session can have. */
  want(tag: string, id: string): boolean {
    return writeTag(this.#wanted, 0, tag) && writeId(this.#wanted, tagSize, id);
  }

  /** Whether the rows hold the session that is looked for. */
  get hasWanted(): boolean {
    return this.#find() >= 0;
  }

  /**
   * Marks the row of the session that is looked for, if it has one, as replaced by the next row.
   */
  replaceWanted(): void {
    const before = this.#find();
    if (before >= 0) this.#unlink(before);
  }

  /** Adds the session that is looked for. The caller makes sure that a row is free. */
  append(time: number): void {
    const at = this.#end % this.#capacity;
    this.#wanted.copy(this.#rows, at * rowSize);
    this.#times[at] = time;
    this.#end += 1;
    this.#link(at);
  }

  /**
   * Takes the oldest row out.
   * @returns How many sessions left with it: 0 for a row that was replaced, otherwise 1.
   */
  shift(): number {
    const at = this.#first % this.#capacity;
    const left = this.#links[at] === replaced ? 0 : 1;
    if (left) this.#unlink(at);
    this.#first += 1;
    return left;
  }

  resize(capacity: number): void {
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

  /** The position of the session that is looked for, or -1. */
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
}
