import { UnknownFormat } from "./errors.ts";
import type { RecordFormat } from "./policy.ts";
import { verifierLength } from "./verifiers.ts";

/*
 * A record is the access part, which the scripts read and write, and the envelope,
 * which only the app can open.
 *
 *   offset  bytes  both layouts
 *        0      1  layout, 1 or 2
 *        1      1  n, the number of tokens before the current one that are remembered
 *        2     18  the current token's verifier, with its key's id
 *       20      6  last seen, in ms by Redis's clock
 *   and if n > 0, in layout 1
 *       26      6  when the current token was first shown; 2^48 - 1: not yet
 *       32   n*18  the former verifiers, newest first
 *   or in layout 2
 *       26      6  when the current token was given for the second time, or 0 (rotate.lua)
 *       32   n*24  each former verifier, newest first, and (6 bytes) when the token after it
 *                  was first shown; 0: not yet
 *
 * Builds before layout 2 wrote the time of the rotation at 26. A string index in the scripts is one
 * more than the offset.
 */
const seenAt = 20;
const fixed = 26;
const generationLength = { 1: verifierLength, 2: verifierLength + 6 } as const;

export interface Access {
  lastSeen: number;
  envelope: Buffer;
  verifier: Buffer;
}

/** The access part of a new session up to "last seen", which the script sets by Redis's clock. */
export function newAccess(format: RecordFormat, verifier: Buffer): Buffer {
  return Buffer.concat([Buffer.from([format, 0]), verifier]);
}

/**
 * Takes a record apart.
 * @throws {UnknownFormat} for a layout of another build; {RangeError} for a record that was cut
 * short.
 */
export function splitRecord(record: Buffer): Access {
  const layout = record[0];
  if (layout !== 1 && layout !== 2) throw new UnknownFormat(`record layout ${layout ?? "of no length"}`);
  return {
    lastSeen: lastSeenIn(record, 0),
    envelope: record.subarray(envelopeIn(record, 0)),
    verifier: record.subarray(2, 2 + verifierLength),
  };
}

/**
 * When the session was last seen whose record begins at `from`. A read uses this to take only the
 * bytes that it needs out of the reply.
 */
export function lastSeenIn(bytes: Buffer, from: number): number {
  return bytes.readUIntBE(from + seenAt, 6);
}

/** Where the envelope begins, in a record of a known layout that begins at `from`. */
export function envelopeIn(bytes: Buffer, from: number): number {
  const generations = bytes[from + 1] ?? 0;
  const length = generationLength[bytes[from] === 1 ? 1 : 2];
  return from + fixed + (generations > 0 ? 6 + generations * length : 0);
}
