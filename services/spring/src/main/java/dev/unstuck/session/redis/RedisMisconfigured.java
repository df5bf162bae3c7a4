package dev.unstuck.session.redis;

/** Redis answered, and its answer is a fault of the set-up: trying again doesn't help. */
public final class RedisMisconfigured extends RedisUnavailable {
  RedisMisconfigured(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int retryAfter() {
    return 30;
  }
}
