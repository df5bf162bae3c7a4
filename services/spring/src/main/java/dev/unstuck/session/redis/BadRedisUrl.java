package dev.unstuck.session.redis;

/**
 * A REDIS_URL that can't be read. The message shows no piece of it, because that may be a password.
 */
public final class BadRedisUrl extends IllegalArgumentException {
  BadRedisUrl(String reason) {
    super(
        "REDIS_URL: " + reason + ". Write redis://user:password@host:6379/0 or"
            + " redis+sentinel://user:password@host:26379,host:26379/primary-name"
            + "?sentinel-user=…&sentinel-password=…; rediss… for TLS, ?replicas=… for how many must"
            + " have a write. Percent-encode special characters in passwords.");
  }
}
