/** How long sessions live and how many a user may have. Durations in seconds. */
export interface SessionPolicy {
  /**
   * A session unused for this long ends. Preset 30 minutes: the upper end of what OWASP's Session Management Cheat
   * Sheet gives for low-risk applications (15 to 30), and within NIST SP 800-63B-4's hour at AAL2.
   */
  idle: number;
  /**
   * A session ends after this long, however busy. Preset 8 hours: an office day, the upper end of OWASP's 4 to 8 hours,
   * and within NIST SP 800-63B-4's 24 hours at AAL2.
   */
  absolute: number;
  /** Sessions a user may have at once; a login above it ends the oldest. Preset 20. */
  cap: number;
  /** The share of the idle time that must have passed before a read writes a slide. Preset 0.1: nine reads of ten write nothing. */
  slideShare: number;
  /** For this long after a rotation the old token still works, for requests in flight. Preset 10 s. */
  grace: number;
  /** The largest envelope in bytes that is written. Preset 4096. */
  maxBytes: number;
}

export const presetPolicy: SessionPolicy = {
  idle: 30 * 60,
  absolute: 8 * 60 * 60,
  cap: 20,
  slideShare: 0.1,
  grace: 10,
  maxBytes: 4096,
};

/**
 * The presets with changes.
 * @throws {RangeError} naming the figure that can't be.
 */
export function policy(changes: Partial<SessionPolicy> = {}): SessionPolicy {
  const result = { ...presetPolicy, ...changes };
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
  return result;
}

/** A policy's seconds as Redis takes them. */
export const ms = (seconds: number): number => Math.round(seconds * 1000);
