import { type Content, decode, type Packed } from "./codec.ts";

/**
 * Identifies one write of a session, and holds what that write held. A caller can't change it, so
 * an update starts from what Redis had, whatever the caller did to the session's other fields.
 */
export class Revision<Data = unknown> {
  readonly #nonce: Buffer;
  readonly #packed: Packed;

  /**
   * @param nonce The nonce of the write's envelope. Neither argument is copied, so neither may be
   * changed afterwards.
   */
  constructor(nonce: Buffer, packed: Packed) {
    this.#nonce = nonce;
    this.#packed = packed;
  }

  /** @throws {TypeError} for a value that is no revision of {@link RedisSessions}. */
  static of<Data>({ revision }: { revision: object }): Revision<Data> {
    if (revision instanceof Revision) return revision as Revision<Data>;
    throw new TypeError(
      "The session's `revision` was not made by this store: pass a session that it created, read or listed.",
    );
  }

  get nonce(): Buffer {
    return this.#nonce;
  }

  /** The content as it was written, a new object at each call. */
  content(): Content<Data> {
    return decode<Data>(this.#packed);
  }
}
