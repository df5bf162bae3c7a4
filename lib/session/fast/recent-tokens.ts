import { LRUCache } from "lru-cache";
import type { Content } from "../codec.ts";
import { nonceOf, openBytes } from "../envelope.ts";
import type { KeyRing } from "../key-ring.ts";
import { type ShownToken, shownToken, type TokenParts } from "../reader.ts";
import { Revision } from "../revision.ts";
import { copy, isPlain } from "./copy.ts";
import { bulk } from "./wire.ts";

/** A token that was shown, with everything that a read of it needs. */
export interface RecentToken extends ShownToken {
  /** Its keys, and its id with the verifiers, in the form in which a read sends them. */
  wired: { keys: string; args: string };
  /** The envelope that was opened last, byte for byte, and its content. */
  opened: Remembered<unknown> | undefined;
}

interface Remembered<Data> {
  envelope: Buffer;
  revision: Revision<Data>;
  /** Its content, if a copy of that is as good as unpacking the envelope again. */
  content: Content<Data> | undefined;
}

/** The content of an envelope, and the write that it came from. */
export interface Opened<Data> {
  revision: Revision<Data>;
  content: Content<Data>;
}

/**
 * Larger envelopes are opened each time. This limits the memory: 32 MB for 10,000 of the app's own
 * sessions.
 */
const largest = 1024;
/** Larger contents are unpacked each time: as objects they take up to 16 times as much. */
const largestUnpacked = 256;

/**
 * A node's results for the tokens that it saw last, so that the next read needs no hash and no
 * decryption: they are half of a read's CPU. This cache does not decide whether a session lives or
 * what it holds: each read asks Redis, and opens an envelope that has changed.
 */
export class RecentTokens {
  readonly #parts: TokenParts & { readonly envelopeKeys: KeyRing };
  readonly #tokens = new LRUCache<string, RecentToken>({ max: 10_000 });

  constructor(parts: TokenParts & { readonly envelopeKeys: KeyRing }) {
    this.#parts = parts;
  }

  /** Reads a token. Undefined for a text that isn't a token of this store's region. */
  parse(text: string): RecentToken | undefined {
    const known = this.#tokens.get(text);
    if (known) return known;
    const token = shownToken(text, this.#parts);
    if (!token) return undefined;
    const wired = {
      keys: token.keys.map(bulk).join(""),
      args: [token.id, ...token.verifiers].map(bulk).join(""),
    };
    const recent: RecentToken = { ...token, wired, opened: undefined };
    this.#tokens.set(text, recent);
    return recent;
  }

  /**
   * Opens the envelope that ends `bytes` and begins at `from`, as `openBytes` in ../envelope.ts
   * does. The content is a new object each time, since callers may change it.
   */
  open<Data>(token: RecentToken, bytes: Buffer, from: number): Opened<Data> | undefined {
    const known = token.opened as Remembered<Data> | undefined;
    if (known && known.envelope.compare(bytes, from) === 0) {
      return {
        revision: known.revision,
        content: known.content ? copyOf(known.content) : known.revision.content(),
      };
    }
    // This is a copy, since the reply is a part of a much larger piece of memory.
    const envelope = Buffer.from(bytes.subarray(from));
    const packed = openBytes(envelope, token.id, this.#parts.envelopeKeys);
    if (!packed) return undefined;
    const revision = new Revision<Data>(nonceOf(envelope), packed);
    const content = revision.content();
    if (envelope.length <= largest) {
      const isCopied = packed.bytes.length <= largestUnpacked && isPlain(content);
      token.opened = { envelope, revision, content: isCopied ? copyOf(content) : undefined };
    }
    return { revision, content };
  }
}

function copyOf<Data>({ user, metadata, lifetime, data, parts }: Content<Data>): Content<Data> {
  const content = { user, metadata: copy(metadata), lifetime, data: copy(data) };
  return parts ? { ...content, parts: copy(parts) } : content;
}
