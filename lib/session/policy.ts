/**
 * How a session's record is written. This build reads both formats. Format 2 came after format 1,
 * which every earlier build reads.
 */
export type RecordFormat = 1 | 2;

/** How long sessions live and how many a user may have. Durations in seconds. */
export interface SessionPolicy {
  /**
   * A session unused for this long ends. Default 30 minutes: the upper end of what OWASP's Session
   * Management Cheat Sheet gives for low-risk applications (15 to 30), and within NIST SP
   * 800-63B-4's hour at AAL2.
   */
  idle: number;
  /**
   * A session ends after this long, however busy. Default 8 hours: an office day, the upper end of
   * OWASP's 4 to 8 hours, and within NIST SP 800-63B-4's 24 hours at AAL2.
   */
  absolute: number;
  /** Sessions that a user may have at once. A login above the cap ends the oldest. Default 20. */
  cap: number;
  /**
   * The share of the idle time that must have passed before a read writes a slide. Default 0.1:
   * nine reads of ten write nothing.
   */
  slideShare: number;
  /**
   * A token that was replaced is accepted until the next one was shown, and for this long
   * afterwards. If it is shown later, the session ends. The grace must exceed the longest time from
   * the moment when a browser sends a request to the moment when it has the answer: otherwise the
   * store would take a slower request for a thief's. Default 60 s; nginx and the app limit a
   * request to 55 s (nginx/nginx.conf).
   */
  grace: number;
  /** The largest envelope in bytes that is written, after compression. Default 4096. */
  maxBytes: number;
  /**
   * The largest content in bytes that is written, before compression. Without this limit two
   * megabytes of one letter would pass the other limit, and take their size in memory at each read.
   * Default 16384.
   */
  maxPlainBytes: number;
  /**
   * The largest part in bytes that a service may keep in a session, before compression. The
   * services share `maxBytes` with the app, and none may take what another needs. Default 1024.
   */
  partBytes: number;
}

export const defaultPolicy: SessionPolicy = {
  idle: 30 * 60,
  absolute: 8 * 60 * 60,
  cap: 20,
  slideShare: 0.1,
  grace: 60,
  maxBytes: 4096,
  maxPlainBytes: 16_384,
  partBytes: 1024,
};

/** The most that a reader unpacks, so that a damaged length can't fill the memory. */
export const unpackedLimit = 1 << 20;

/**
 * The defaults with changes.
 * @throws {RangeError} naming the setting that is out of range.
 */
export function policy(changes: Partial<SessionPolicy> = {}): SessionPolicy {
  const result = { ...defaultPolicy, ...changes };
  for (const [name, value] of Object.entries(result)) {
    if (!Number.isFinite(value) || value <= 0)
      throw new RangeError(`Session policy: ${name} must be above 0, not ${value}.`);
  }
  if (result.slideShare >= 1)
    throw new RangeError("Session policy: slideShare must be below 1, or no read would ever slide.");
  if (result.idle > result.absolute) {
    throw new RangeError(
      `Session policy: idle (${result.idle} s) must not be above absolute (${result.absolute} s).`,
    );
  }
  if (!Number.isInteger(result.cap))
    throw new RangeError(`Session policy: cap must be a whole number, not ${result.cap}.`);
  if (result.maxPlainBytes > unpackedLimit) {
    throw new RangeError(
      `Session policy: maxPlainBytes must not be above ${unpackedLimit}, since no reader unpacks more, and not ${result.maxPlainBytes}.`,
    );
  }
  return result;
}

/** A policy's seconds in the milliseconds that Redis takes. */
export const ms = (seconds: number): number => Math.round(seconds * 1000);
