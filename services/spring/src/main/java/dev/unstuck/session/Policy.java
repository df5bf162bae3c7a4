package dev.unstuck.session;

import java.time.Duration;

/**
 * The parts of the app's policy that a reader and a writer of sessions must know.
 *
 * @param idle a session unused for this long ends
 */
public record Policy(Duration idle) {
  /** The share of the idle time that must have passed before a read writes a slide. */
  private static final double SLIDE_SHARE = 0.1;

  /**
   * This is longer than any session, in milliseconds. As a slide's time it means that none is
   * written, and as a grace it means that none ends.
   */
  static final long NEVER = 1L << 47;

  /** The time for which a replaced token is accepted once the next one was shown. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** The largest envelope in bytes, after compression. */
  static final int MAX_BYTES = 4096;

  /** The largest content in bytes, before compression. */
  static final int MAX_PLAIN_BYTES = 16_384;

  /** The most that a reader unpacks, so that a damaged length can't fill the memory. */
  static final int UNPACKED_LIMIT = 1 << 20;

  /** The bytes of msgpack that one service's part, or the shared one, may take. */
  static final int PART_BYTES = 1024;

  /** Milliseconds since the last slide after which a read writes the next. */
  long slideAfter() {
    return (long) (idle.toMillis() * SLIDE_SHARE);
  }
}
