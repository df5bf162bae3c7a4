package dev.unstuck.session.redis;

/**
 * Redis could not answer, so nothing is known about a session. A person gets 503 with Retry-After:
 * never a new session, and never a cleared cookie.
 */
public class RedisUnavailable extends RuntimeException {
  private static final int ELECTION = 2;

  RedisUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** Seconds after which another try is worth it: an election takes 2 to 4. */
  public int retryAfter() {
    return ELECTION;
  }
}
