import { randomBytes } from "node:crypto";

/** The entry in a user's index that lists a session. */
export interface Link {
  /** The user's tag (../keys.ts). */
  readonly tag: string;
  /**
   * Random, and new each time that a session gets a user, so that no late write can list the
   * session again. 16 characters.
   */
  readonly member: string;
}

/** A session as Redis keeps it. */
export interface ExpressRecord {
  /** Tells a session from an earlier one with the same id. 12 bytes. */
  readonly birth: Buffer;
  /** New at each write, for compare-and-set. 12 bytes. */
  readonly nonce: Buffer;
  /** Undefined for a session that has no user. */
  readonly link: Link | undefined;
  readonly id: string;
  /** The data that express-session keeps, its cookie included. */
  readonly json: string;
}

/*
 * The bytes of a record, which the scripts read up to the member:
 * 0 layout: 1   1 birth (12)   13 nonce (12)
 * 25 1 for a user's session, else 0; if 1: the user's tag (16), the member (16)
 * then the length of the id (2, the highest byte first), the id, and the JSON, to the end
 */
const layout = 1;

/** The birth of every session that connect-redis wrote. No other session has it. */
export const formerBirth = Buffer.alloc(12);

export const newNonce = (): Buffer => randomBytes(12);

export const newMember = (): string => randomBytes(12).toString("base64url");

export function encodeRecord({ birth, nonce, link, id, json }: ExpressRecord): Buffer {
  const idBytes = Buffer.from(id);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(idBytes.length);
  const parts = [Buffer.of(layout), birth, nonce, Buffer.of(link ? 1 : 0)];
  if (link) parts.push(Buffer.from(link.tag + link.member, "latin1"));
  return Buffer.concat([...parts, length, idBytes, Buffer.from(json)]);
}

/** @param bytes In this layout. The scripts give no other. */
export function decodeRecord(bytes: Buffer): ExpressRecord {
  const linked = bytes[25] === 1;
  const link = linked
    ? { tag: bytes.toString("latin1", 26, 42), member: bytes.toString("latin1", 42, 58) }
    : undefined;
  const at = linked ? 58 : 26;
  const from = at + 2 + bytes.readUInt16BE(at);
  return {
    birth: bytes.subarray(1, 13),
    nonce: bytes.subarray(13, 25),
    link,
    id: bytes.toString("utf8", at + 2, from),
    json: bytes.toString("utf8", from),
  };
}
