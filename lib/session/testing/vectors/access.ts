import type { RecordFormat } from "../../policy.ts";
import type { Token } from "../../token.ts";
import { Verifiers } from "../../verifiers.ts";
import { hex, peppers, token } from "./fixed.ts";

/**
 * A token that was current before, and when the one after it was first shown (ms; 0: not yet).
 * Layout 1 has no such time.
 */
export interface Former {
  verifier: string;
  shown?: number;
}

/** The fields of a record's access part. Times are in ms. */
export interface AccessFields {
  layout: number;
  verifier: string;
  lastSeen: number;
  /** If there are former tokens, in layout 1: when the current token was first shown. */
  firstShown?: number;
  /**
   * If there are former tokens, in layout 2: when the current token was given for the second time,
   * or 0.
   */
  reissued?: number;
  former: Former[];
}

/** Seconds before the epoch's 1,800,000,000th: any time will do. */
export const seenAt = 1_800_000_000_123;
/** Layout 1's value for a token that no request has shown. */
export const notShown = 2 ** 48 - 1;

export function verifierOf(of: Token = token, layout: RecordFormat = 2, pepper: string = peppers[0]): string {
  return hex(new Verifiers([pepper]).written(of, layout));
}

export function six(time: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(time, 0, 6);
  return bytes;
}

/** The bytes of an access part. */
export function accessBytes({
  layout,
  verifier,
  lastSeen,
  firstShown,
  reissued,
  former,
}: AccessFields): Buffer {
  const time = firstShown ?? reissued ?? 0;
  return Buffer.concat([
    Buffer.from([layout, former.length]),
    Buffer.from(verifier, "hex"),
    six(lastSeen),
    ...(former.length > 0 ? [six(time)] : []),
    ...former.flatMap(({ verifier, shown }) => [
      Buffer.from(verifier, "hex"),
      ...(layout === 2 ? [six(shown ?? 0)] : []),
    ]),
  ]);
}
