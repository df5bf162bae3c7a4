/*
 * Redis holds a record that is sealed with AES-256-GCM under a key ring, and a keyed hash of the
 * token's secret. Neither one opens a session.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Content, encode, type Limits, type Packed, readableVersions } from "./codec.ts";
import { SessionTooLarge, UnknownFormat } from "./errors.ts";
import { random } from "./fast/random.ts";
import type { KeyRing } from "./key-ring.ts";
import type { RecordFormat } from "./policy.ts";

/*
 * An envelope: version (1 byte), codec (1), key id (2), nonce (12), tag (16), then the sealed
 * content. The session's id and the first four bytes are additional data of AES-256-GCM. So an
 * envelope that was relabeled or moved to another session doesn't open. A nonce is 96 random bits:
 * NIST SP 800-38D allows 2^32 envelopes per key, 136 years at one a second.
 */
const labelLength = 4;
const nonceEnd = 16;
const head = 32;

/** A sealed content, and the content that was sealed. */
export interface Sealed {
  envelope: Buffer;
  packed: Packed;
}

/** How contents are sealed: with the first key of the ring, in one format, within limits. */
export interface Sealing {
  ring: KeyRing;
  format: RecordFormat;
  limits: Limits;
}

/**
 * The nonce tells one write of a session from every other, so it serves as the
 * revision for compare-and-set.
 */
export function nonceOf(envelope: Buffer): Buffer {
  return envelope.subarray(labelLength, nonceEnd);
}

/**
 * Seals a session's content.
 * @throws {SessionTooLarge} Nothing was written then.
 */
export function seal<Data>(content: Content<Data>, id: string, { ring, format, limits }: Sealing): Sealed {
  const packed = encode(content, format, limits);
  const size = head + packed.bytes.length;
  if (size > limits.sealed) throw new SessionTooLarge(size, limits.sealed, `${limits.of ?? ""}maxBytes`);
  const envelope = Buffer.allocUnsafe(size);
  envelope[0] = packed.version;
  envelope[1] = packed.codec;
  ring.first.id.copy(envelope, 2);
  const nonce = random(12);
  nonce.copy(envelope, labelLength);
  const cipher = createCipheriv("aes-256-gcm", ring.first.key, nonce);
  cipher.setAAD(associated(envelope, id));
  cipher.update(packed.bytes).copy(envelope, head);
  cipher.final();
  cipher.getAuthTag().copy(envelope, nonceEnd);
  return { envelope, packed };
}

/**
 * Opens an envelope. Undefined if its key was dropped from the ring: an operator drops a key to end
 * everything that it sealed.
 * @throws {UnknownFormat} for another build's version.
 * @throws {Error} if it was altered or moved from another session.
 */
export function openBytes(envelope: Buffer, id: string, ring: KeyRing): Packed | undefined {
  if (envelope.length < head) throw new RangeError("A session's envelope was cut short.");
  const version = envelope[0] ?? 0;
  const codec = envelope[1] ?? 0;
  if (!readableVersions.includes(version)) throw new UnknownFormat(`format version ${version}`);
  const key = ring.find(envelope.subarray(2, labelLength))?.key;
  if (!key) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(envelope));
  decipher.setAAD(associated(envelope, id));
  decipher.setAuthTag(envelope.subarray(nonceEnd, head));
  const bytes = Buffer.concat([decipher.update(envelope.subarray(head)), decipher.final()]);
  return { version, codec, bytes };
}

function associated(envelope: Buffer, id: string): Buffer {
  return Buffer.concat([envelope.subarray(0, labelLength), Buffer.from(id)]);
}
