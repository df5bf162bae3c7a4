package dev.unstuck.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One connection to the primary, shared by all threads. It is made at its first use and again after
 * each loss, to whichever server is primary then. The connection itself sends nothing again. The
 * link tries a call again as a whole, so an answer never stands for another connection's write.
 */
final class Link {
  private static final Duration PAUSE = Duration.ofMillis(25);

  private final RedisClient client;
  private final Supplier<CompletableFuture<Node>> primary;
  private final RedisUrl url;
  private final Duration silence;
  private final Function<Connected, CompletableFuture<?>> prepare;
  private CompletableFuture<Connected> current;

  /**
   * @param silence the time after which a server that says nothing is given up
   * @param prepare the work on a new connection before anything else uses it
   */
  Link(RedisClient client, Supplier<CompletableFuture<Node>> primary, RedisUrl url,
      Duration silence, Function<Connected, CompletableFuture<?>> prepare) {
    this.client = client;
    this.primary = primary;
    this.url = url;
    this.silence = silence;
    this.prepare = prepare;
  }

  /**
   * Does {@code work} within the deadline, and again after a passing fault, so it must be safe to
   * repeat.
   *
   * @throws RedisUnavailable at the deadline, or at once if Redis says that the set-up is wrong
   * @throws RedisCommandExecutionException if a script raised an error itself, or Redis said so of
   * one key
   */
  <T> T run(Duration deadline, Function<Attempt, T> work) {
    var end = System.nanoTime() + deadline.toNanos();
    RuntimeException fault = null;
    while (true) {
      Connected connected = null;
      try {
        connected = connected(end);
        return work.apply(new Attempt(connected, end, silence));
      } catch (NotDurable tooFew) {
        fault = tooFew;
      } catch (RedisCommandExecutionException refused) {
        fault = refused;
        switch (Refusal.of(String.valueOf(refused.getMessage()))) {
          case OWN -> throw refused;
          case SETUP -> throw misconfigured(refused);
          // A server that was primary may no longer be one. The next try looks again.
          case PASSING -> lose(connected);
        }
      } catch (RedisException | CancellationException lost) {
        var refused = refusalIn(lost);
        if (refused != null) throw misconfigured(refused);
        // If the deadline ends a wait for replicas, it says less than that they were too few.
        if (!(fault instanceof NotDurable)) fault = lost;
        var isSlow = lost instanceof RedisCommandTimeoutException
            && connected != null && !connected.isSilent(silence);
        if (!isSlow) lose(connected);
      }
      if (System.nanoTime() + PAUSE.toNanos() >= end) throw tooLate(fault);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Begins to connect, so that the first caller waits for less, and waits for nothing. */
  synchronized CompletableFuture<Connected> open() {
    if (current == null || current.isCompletedExceptionally()) current = connect();
    return current;
  }

  private Connected connected(long end) {
    var connected = Attempt.await(open(), end);
    if (connected.connection().isOpen()) return connected;
    lose(connected);
    throw new RedisException("The connection was lost.");
  }

  private CompletableFuture<Connected> connect() {
    return primary.get()
        .thenCompose(node -> client
            .connectAsync(ByteArrayCodec.INSTANCE, url.server(node, silence)).toCompletableFuture()
            .thenApply(made -> Connected.now(made, node)))
        .thenCompose(made -> prepare.apply(made).handle((done, failed) -> {
          if (failed == null) return made;
          made.connection().closeAsync();
          throw new CompletionException(failed);
        }));
  }

  private synchronized void lose(Connected connected) {
    if (connected == null || current == null || current.isCompletedExceptionally()) return;
    if (current.getNow(null) != connected) return;
    current = null;
    connected.connection().closeAsync();
  }

  /**
   * The error for which a connection can't be made, if the set-up is the reason: a wrong password,
   * say.
   */
  private static RedisCommandExecutionException refusalIn(Throwable lost) {
    for (var cause = lost; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisCommandExecutionException refused
          && Refusal.of(String.valueOf(refused.getMessage())) == Refusal.SETUP) return refused;
    }
    return null;
  }

  private static RedisUnavailable misconfigured(RedisCommandExecutionException refused) {
    return new RedisMisconfigured(
        "Redis refuses what this service asks, and trying again doesn't help. Its words are the"
            + " cause: see docs/session-store.md, Errors.", refused);
  }

  private static RedisUnavailable tooLate(RuntimeException fault) {
    if (fault instanceof NotDurable tooFew) return tooFew;
    return new RedisUnavailable(
        "Redis did not answer in time. Check REDIS_URL and that a primary is elected.", fault);
  }
}
