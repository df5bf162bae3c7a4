package dev.unstuck.session;

import java.time.Duration;

/**
 * What a reader and a writer of sessions must know of the app's policy.
 *
 * @param idle a session unused for this long ends
 */
public record Policy(Duration idle) {
  /** The share of the idle time that must have passed before a read writes a slide. */
  private static final double SLIDE_SHARE = 0.1;

  /**
   * Milliseconds longer than any session: as a slide's time none is written, as a grace none
   * ends.
   */
  static final long NEVER = 1L << 47;

  /** How long a token that was replaced is accepted once the next one was shown. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** The largest envelope in bytes, after compression. */
  static final int MAX_BYTES = 4096;

  /** The largest content in bytes, before compression. */
  static final int MAX_PLAIN_BYTES = 16_384;

  /** What a reader unpacks at the most, so that a damaged length can't fill the memory. */
  static final int UNPACKED_LIMIT = 1 << 20;

  /** What one service's part, or the shared one, may take in bytes of msgpack. */
  static final int PART_BYTES = 1024;

  /** Milliseconds since the last slide after which a read writes the next. */
  long slideAfter() {
    return (long) (idle.toMillis() * SLIDE_SHARE);
  }
}
