import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Content, currentVersion, decode, encode, type Packed } from "./codec.ts";
import { SessionTooLarge, UnknownFormat } from "./errors.ts";
import type { KeyRing } from "./key-ring.ts";
import { random } from "./random.ts";

/*
 * An envelope: version (1 byte), codec (1), key id (2), nonce (12), tag (16), then the sealed content. AES-256-GCM with
 * the session's id and the first four bytes as additional data, so that an envelope moved to another session, or
 * relabeled, doesn't open. A nonce is 96 random bits: NIST SP 800-38D allows 2^32 envelopes a key, 136 years at one a second.
 */
const labelLength = 4;
const nonceEnd = 16;
const head = 32;

/** The nonce tells one write of a session from every other, so it serves as the revision for compare-and-set. */
export function revisionOf(envelope: Buffer): Buffer {
  return envelope.subarray(labelLength, nonceEnd);
}

/**
 * Seals what a session holds.
 * @param maxBytes The largest envelope allowed.
 * @throws {SessionTooLarge}
 */
export function seal<Data>(content: Content<Data>, id: string, ring: KeyRing, maxBytes: number): Buffer {
  const { version, codec, bytes } = encode(content);
  const size = head + bytes.length;
  if (size > maxBytes) throw new SessionTooLarge(size, maxBytes);
  const envelope = Buffer.allocUnsafe(size);
  envelope[0] = version;
  envelope[1] = codec;
  ring.first.id.copy(envelope, 2);
  const nonce = random(12);
  nonce.copy(envelope, labelLength);
  const cipher = createCipheriv("aes-256-gcm", ring.first.key, nonce);
  cipher.setAAD(associated(envelope, id));
  cipher.update(bytes).copy(envelope, head);
  cipher.final();
  cipher.getAuthTag().copy(envelope, nonceEnd);
  return envelope;
}

/**
 * Opens an envelope. Undefined when its key was dropped from the ring: that is how an operator ends everything it sealed.
 * @throws {UnknownFormat} for another build's version.
 * @throws {Error} when it was altered or moved from another session.
 */
export function open<Data>(envelope: Buffer, id: string, ring: KeyRing): Content<Data> | undefined {
  const packed = openBytes(envelope, id, ring);
  return packed && decode<Data>(packed);
}

/** The same, without unpacking what is in it. */
export function openBytes(envelope: Buffer, id: string, ring: KeyRing): Packed | undefined {
  const version = envelope[0] ?? 0;
  const codec = envelope[1] ?? 0;
  if (version !== currentVersion && version !== currentVersion - 1)
    throw new UnknownFormat(`format version ${version}`);
  const key = ring.find(envelope.subarray(2, labelLength))?.key;
  if (!key) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, revisionOf(envelope));
  decipher.setAAD(associated(envelope, id));
  decipher.setAuthTag(envelope.subarray(nonceEnd, head));
  const bytes = Buffer.concat([decipher.update(envelope.subarray(head)), decipher.final()]);
  return { version, codec, bytes };
}

function associated(envelope: Buffer, id: string): Buffer {
  return Buffer.concat([envelope.subarray(0, labelLength), Buffer.from(id)]);
}
