import type { DurableRedis } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import type { ExpressKeys } from "./keys.ts";
import { decodeRecord, type ExpressRecord, encodeRecord, formerBirth } from "./record.ts";
import * as scripts from "./scripts.ts";
import { touchDeadline } from "./touch-deadline.ts";
import type { UserIndex } from "./user-index.ts";

export interface RecordsParts {
  redis: DurableRedis;
  keys: ExpressKeys;
  index: UserIndex;
  /** Milliseconds until which a write may be sent again. */
  deadline: number;
  /** Whether sessions of connect-redis may move here. */
  hasFormer: boolean;
}

/** A session that was found, and the milliseconds that it has left. */
export interface Found {
  readonly record: ExpressRecord;
  readonly left: number;
}

/** Milliseconds for which marks stay beyond the deadline until which a write may be sent again. */
const margin = 7000;

/**
 * The records of sessions. Each call costs 1 round trip, and each write is durable, unless the
 * method says otherwise.
 */
export class Records {
  readonly #parts: RecordsParts;
  readonly #marksStay: number;
  /**
   * The beginning of a user's index, if the scripts find the index themselves. On Cluster they
   * can't: a script sees only its own slot.
   */
  readonly #stem: string;

  constructor(parts: RecordsParts) {
    this.#parts = parts;
    this.#marksStay = parts.deadline + margin;
    this.#stem = parts.redis.isSharded ? "" : parts.keys.stem;
  }

  /**
   * On Cluster 2 round trips for a user's session. While the primary does not answer, replicas in
   * step do.
   */
  read(id: string): Promise<Found | undefined> {
    return this.readAt(this.#parts.keys.record(id));
  }

  /** The same, by the record's key. */
  async readAt(key: string): Promise<Found | undefined> {
    const { redis, index } = this.#parts;
    const reply = await redis.readOutlivingPrimary(
      (client) => scripts.readScript.call(client, [key], [this.#stem]),
      (client) => scripts.peekScript.call(client, [key], [this.#stem]),
      (answer) => answer !== 0,
    );
    if (!Array.isArray(reply)) return undefined;
    const [bytes, left] = reply as [Buffer, number];
    const record = decodeRecord(bytes);
    if (this.isSharded && record.link && !(await index.has(record.link))) return undefined;
    return { record, left };
  }

  /** Whether a user's index lies in another slot than the user's sessions. */
  get isSharded(): boolean {
    return this.#parts.redis.isSharded;
  }

  /**
   * Writes a session for the first time.
   * @returns Whether it exists afterwards: it may have ended meanwhile.
   */
  async create(record: ExpressRecord, left: number): Promise<boolean> {
    const { redis, keys } = this.#parts;
    const key = keys.record(record.id);
    const args = [encodeRecord(record), left];
    const replies = await redis.write(scripts.createScript, [key, keys.ended(key)], args);
    return replies.at(-1) === 1;
  }

  /**
   * Writes a session in place of the one with this nonce.
   * @param nonce Undefined for a session of connect-redis, which is created here.
   * @returns The current record, if another request was quicker.
   */
  async save(
    record: ExpressRecord,
    nonce: Buffer | undefined,
    left: number,
  ): Promise<"saved" | "none" | ExpressRecord> {
    const { redis, keys } = this.#parts;
    const key = keys.record(record.id);
    const replies = await redis.write(
      scripts.saveScript,
      [key, keys.ended(key), keys.done(key, record.nonce)],
      [nonce ?? "", encodeRecord(record), left, this.#marksStay, this.#stem],
    );
    const reply = replies.at(-1) as Reply;
    if (Buffer.isBuffer(reply)) return decodeRecord(reply);
    return reply === 1 ? "saved" : "none";
  }

  /** Not durable: a lost touch shortens a session but does not end it. */
  async touch({ id, birth }: { id: string; birth: Buffer }, left: number): Promise<void> {
    const { redis, keys } = this.#parts;
    const call = () => scripts.touchScript.call(redis.client, [keys.record(id)], [birth, left]);
    await redis.run(call, touchDeadline);
  }

  end(id: string): Promise<void> {
    return this.endAt(this.#parts.keys.record(id));
  }

  /** The same, by the record's key. */
  async endAt(key: string): Promise<void> {
    const { redis, keys, hasFormer } = this.#parts;
    const args = [this.#marksStay, hasFormer ? formerBirth : ""];
    await redis.write(scripts.endScript, [key, keys.ended(key)], args);
  }
}
