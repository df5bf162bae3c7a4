package dev.unstuck.session.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection that was made and prepared.
 *
 * @param server that it leads to
 * @param since when it was made, of {@link System#nanoTime}
 * @param heard when an answer last came over it
 */
record Connected(StatefulRedisConnection<byte[], byte[]> connection, Node server, long since,
    AtomicLong heard) {
  static Connected now(StatefulRedisConnection<byte[], byte[]> connection, Node server) {
    var now = System.nanoTime();
    return new Connected(connection, server, now, new AtomicLong(now));
  }

  /** Whether nothing was heard for this long. */
  boolean isSilent(Duration silence) {
    return System.nanoTime() - heard.get() >= silence.toNanos();
  }
}
