package dev.unstuck.session.redis;

/** The write is in Redis, but on fewer nodes than a success promises. Repeating it is safe. */
public final class NotDurable extends RedisUnavailable {
  NotDurable(long have, long need) {
    super(
        "Only " + have + " of " + need + " replicas have the write, so the loss of one Redis node"
            + " could undo it. Try again; if it stays so, start the missing replica (or lower"
            + " `replicas` in REDIS_URL and with it the promise).",
        null);
  }
}
