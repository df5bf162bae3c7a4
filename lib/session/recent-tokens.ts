import { LRUCache } from "lru-cache";
import { type Content, decode, type Packed } from "./codec.ts";
import { openBytes } from "./envelope.ts";
import type { KeyRing } from "./key-ring.ts";
import { indexKey, recordKey } from "./keys.ts";
import { parseToken, type Token, verifiers } from "./token.ts";

/** A token as it was shown, with what follows from it alone. */
export interface RecentToken extends Token {
  keys: [string, string];
  /** What may stand in its record, one a pepper. */
  candidates: Buffer[];
  /** The envelope that was opened last, byte for byte, and what was in it. */
  opened?: { envelope: Buffer; packed: Packed };
}

/** Larger ones are opened each time, so that the most this takes is known: 20 MB, for 10,000 such sessions. */
const largest = 1024;

/**
 * What a node has worked out of the tokens that it saw last, so that the next read hashes and deciphers nothing: half of a read's CPU.
 * It has no say in whether a session lives and what is in it: Redis is asked each time, and another envelope is opened anew.
 */
export class RecentTokens {
  readonly #peppers: KeyRing;
  readonly #envelopeKeys: KeyRing;
  readonly #tokens = new LRUCache<string, RecentToken>({ max: 10_000 });

  constructor(peppers: KeyRing, envelopeKeys: KeyRing) {
    this.#peppers = peppers;
    this.#envelopeKeys = envelopeKeys;
  }

  /** Reads a token, or says undefined where the text isn't one. */
  parse(text: string): RecentToken | undefined {
    const known = this.#tokens.get(text);
    if (known) return known;
    const token = parseToken(text);
    if (!token) return undefined;
    const { tag, id } = token;
    const recent: RecentToken = {
      ...token,
      keys: [indexKey(tag), recordKey(tag, id)],
      candidates: verifiers(token, this.#peppers),
    };
    this.#tokens.set(text, recent);
    return recent;
  }

  /** As `open` in ./envelope.ts. Unpacked each time, since callers may change what they get. */
  open<Data>(token: RecentToken, envelope: Buffer): Content<Data> | undefined {
    if (token.opened?.envelope.equals(envelope)) return decode<Data>(token.opened.packed);
    const packed = openBytes(envelope, token.id, this.#envelopeKeys);
    if (!packed) return undefined;
    // A copy, since the reply is a part of a much larger piece of memory.
    if (envelope.length <= largest) token.opened = { envelope: Buffer.from(envelope), packed };
    return decode<Data>(packed);
  }
}
