import { defaultKeys } from "../../../keys.ts";
import { verifierOf } from "../access.ts";
import * as contents from "../contents.ts";
import { forged, id, nonce, otherId, tag, token } from "../fixed.ts";
import { packed, sealed } from "../sealed.ts";

/**
 * A value in a vector: text, a number (in decimal), bytes, a time (see docs/protocol.md), or
 * several of them joined.
 */
export type Value =
  | string
  | number
  | { $bytes: string }
  | { $time: number }
  | { $time6: number }
  | { $about: number }
  | { $about6: number }
  | { $join: Value[] };

export type Reply = Value | null | { $error: string } | Reply[];

/**
 * A call of a script on keys with the contents of `given`, its reply, and the keys' contents
 * `after` the call.
 */
export interface ScriptCase extends Record<string, unknown> {
  name: string;
  script: string;
  given: Value[][];
  keys: string[];
  args: Value[];
  reply: Reply;
  means: string;
  after?: { command: Value[]; reply: Reply }[];
}

/** In ms. */
export const idle = 1_800_000;
export const absolute = 28_800_000;
export const grace = 60_000;
export const slideAfter = 180_000;
/** Longer than any session. */
export const never = 2 ** 47;
/** When the sessions of the cases end, in ms from now on. */
export const ends = 20_000_000;

export const index = defaultKeys.index(tag);
export const stem = defaultKeys.recordStem(tag);
export const record = defaultKeys.record(tag, id);
export const otherRecord = defaultKeys.record(tag, otherId);

export const bytes = (value: Buffer | string): Value => ({
  $bytes: (typeof value === "string" ? Buffer.from(value, "hex") : value).toString("base64"),
});
export const time = (offset: number): Value => ({ $time: offset });
export const join = (...parts: Value[]): Value => ({ $join: parts });

/** The verifiers that a service with one pepper sends. */
export const shown = (of = token): Value[] => [bytes(verifierOf(of, 1)), bytes(verifierOf(of, 2))];
export const stranger = forged;
/** The token before the current one. */
export const before = { ...token, secret: Buffer.alloc(32, 0x44) };

export const envelope = sealed(packed(contents.login));
export const nextEnvelope = sealed(packed(contents.withParts), { nonce: nonce(0x33) });

/**
 * How a record differs from one of layout 2 that was seen a second ago. Times count from now; 0 in
 * `shown` stands for "not yet".
 */
export interface Differs {
  layout?: 1 | 2;
  verifier?: string;
  seen?: Value;
  former?: { verifier: string; shown: Value }[];
  reissued?: Value;
  envelope?: Buffer;
}

const six = (offset: number): Value => ({ $time6: offset });
export const secondAgo = six(-1000);
export const ago = (ms: number): Value => six(-ms);
export const notYet = bytes("000000000000");

/** The bytes of a record. */
export function recordOf(differs: Differs = {}): Value {
  const {
    layout = 2,
    seen = secondAgo,
    former = [],
    reissued = notYet,
    envelope: sealedContent = envelope,
  } = differs;
  const { verifier = verifierOf(token, layout) } = differs;
  return join(
    bytes(Buffer.from([layout, former.length])),
    bytes(verifier),
    seen,
    ...(former.length > 0 ? [reissued] : []),
    ...former.flatMap((one) => (layout === 2 ? [bytes(one.verifier), one.shown] : [bytes(one.verifier)])),
    bytes(sealedContent),
  );
}

/** The index lists the session, and the record exists. */
export function alive(of: Value = recordOf(), end: Value = time(ends)): Value[][] {
  return [
    ["ZADD", index, end, id],
    ["SET", record, of, "PX", idle],
  ];
}

export const unknownLayout = join(bytes("09"), bytes("00".repeat(60)));
