package dev.unstuck.session.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection that was made and prepared.
 *
 * @param server the server that it leads to
 * @param since the time when it was made, of {@link System#nanoTime}
 * @param heard the time when an answer last came over it
 */
record Connected(StatefulRedisConnection<byte[], byte[]> connection, Node server, long since,
    AtomicLong heard) {
  static Connected now(StatefulRedisConnection<byte[], byte[]> connection, Node server) {
    var now = System.nanoTime();
    return new Connected(connection, server, now, new AtomicLong(now));
  }

  /** Whether the server said nothing for this long. */
  boolean isSilent(Duration silence) {
    return System.nanoTime() - heard.get() >= silence.toNanos();
  }
}
