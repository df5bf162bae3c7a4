import type { KeyRing } from "./key-ring.ts";

/*
 * A record is the access part, which the scripts read and write, and the envelope, which only the app can open:
 * layout (1 byte), number of previous verifiers n (1), verifier with its pepper's id (18), last seen in ms (6), and if n > 0
 * when it was rotated (6) and the n previous verifiers (18 each, newest first). The scripts count from 1, so there the
 * verifier is 3 to 20 and "last seen" begins at 21.
 */
const layout = 1;
const seenAt = 20;
const fixed = 26;
const verifierLength = 18;

export interface Access {
  lastSeen: number;
  envelope: Buffer;
  pepperId: Buffer;
}

/** The access part of a new session up to "last seen", which the script sets by Redis's clock. */
export function newAccess(verifier: Buffer): Buffer {
  return Buffer.concat([Buffer.from([layout, 0]), verifier]);
}

/** Takes a record apart. */
export function splitRecord(record: Buffer): Access {
  return {
    lastSeen: lastSeenIn(record, 0),
    envelope: record.subarray(envelopeIn(record, 0)),
    pepperId: record.subarray(2, 4),
  };
}

/** When the session was last seen whose record begins at `from`: for a read, which takes no piece out of the reply that it doesn't need. */
export function lastSeenIn(bytes: Buffer, from: number): number {
  return bytes.readUIntBE(from + seenAt, 6);
}

/** Where the envelope begins in the record that begins at `from`. */
export function envelopeIn(bytes: Buffer, from: number): number {
  const generations = bytes[from + 1] ?? 0;
  return from + fixed + (generations > 0 ? 6 + generations * verifierLength : 0);
}

/** Whether any token could still be accepted for this record: not if its pepper was dropped. */
export function isProvable(access: Access, peppers: KeyRing): boolean {
  return peppers.find(access.pepperId) !== undefined;
}
