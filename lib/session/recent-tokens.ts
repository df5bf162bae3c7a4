import { LRUCache } from "lru-cache";
import { bulk } from "../redis/wire.ts";
import { type Content, decode, type Packed } from "./codec.ts";
import { copy, isPlain } from "./copy.ts";
import { openBytes } from "./envelope.ts";
import type { KeyRing } from "./key-ring.ts";
import { indexKey, recordKey } from "./keys.ts";
import { parseToken, type Token, verifiers } from "./token.ts";

/** A token as it was shown, with what follows from it alone. */
export interface RecentToken extends Token {
  keys: [string, string];
  /** What may stand in its record, one a pepper. */
  candidates: Buffer[];
  /** Its keys, and its id with the candidates, as a read sends them. */
  wired: { keys: string; args: string };
  /** The envelope that was opened last, byte for byte, and what was in it. */
  opened: Remembered<unknown> | undefined;
}

interface Remembered<Data> {
  envelope: Buffer;
  packed: Packed;
  /** What `packed` holds, where a copy of it is as good as unpacking it again. */
  content: Content<Data> | undefined;
}

/** An envelope and what is in it. */
export interface Opened<Data> {
  envelope: Buffer;
  content: Content<Data>;
}

/** Larger envelopes are opened each time, so that the most this takes is known: 32 MB for 10,000 of the app's own sessions. */
const largest = 1024;
/** Larger contents are unpacked each time: as objects they take up to 16 times as much. */
const largestUnpacked = 256;

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
    const keys: [string, string] = [indexKey(tag), recordKey(tag, id)];
    const candidates = verifiers(token, this.#peppers);
    const wired = { keys: keys.map(bulk).join(""), args: [id, ...candidates].map(bulk).join("") };
    const recent: RecentToken = { ...token, keys, candidates, wired, opened: undefined };
    this.#tokens.set(text, recent);
    return recent;
  }

  /**
   * Opens the envelope that ends `bytes` and begins at `from`, as `open` in ./envelope.ts does. Its content is new each time, since
   * callers may change what they get.
   */
  open<Data>(token: RecentToken, bytes: Buffer, from: number): Opened<Data> | undefined {
    const known = token.opened as Remembered<Data> | undefined;
    if (known && known.envelope.compare(bytes, from) === 0) {
      return {
        envelope: known.envelope,
        content: known.content ? copyOf(known.content) : decode(known.packed),
      };
    }
    // A copy, since the reply is a part of a much larger piece of memory.
    const envelope = Buffer.from(bytes.subarray(from));
    const packed = openBytes(envelope, token.id, this.#envelopeKeys);
    if (!packed) return undefined;
    const content = decode<Data>(packed);
    if (envelope.length <= largest) {
      const isCopied = packed.bytes.length <= largestUnpacked && isPlain(content);
      token.opened = { envelope, packed, content: isCopied ? copyOf(content) : undefined };
    }
    return { envelope, content };
  }
}

function copyOf<Data>({ user, createdBy, door, device, lifetime, data }: Content<Data>): Content<Data> {
  return {
    user,
    createdBy,
    door,
    device: { browser: device.browser, system: device.system },
    lifetime,
    data: copy(data),
  };
}
