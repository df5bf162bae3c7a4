package dev.unstuck.session.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One try of a call, on one connection and within the rest of its deadline. */
public final class Attempt {
  private final Connected connected;
  private final long end;
  private final Duration silence;

  /**
   * @param end a time of {@link System#nanoTime}
   * @param silence the time after which the server is given up, although the deadline has not
   * passed
   */
  Attempt(Connected connected, long end, Duration silence) {
    this.connected = connected;
    this.end = end;
    this.silence = silence;
  }

  public RedisAsyncCommands<byte[], byte[]> redis() {
    return connected.connection().async();
  }

  Node server() {
    return connected.server();
  }

  /** The age of this connection. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - connected.since());
  }

  /** Calls a script: 1 round trip, and once 1 more if the server doesn't know it yet. */
  public List<Object> call(Script script, List<byte[]> keys, List<byte[]> arguments) {
    try {
      return await(script.send(redis(), false, keys, arguments));
    } catch (RedisNoScriptException unknown) {
      return await(script.send(redis(), true, keys, arguments));
    }
  }

  /** Sends a script with its text and waits for nothing. */
  public CompletionStage<List<Object>> send(
      Script script, List<byte[]> keys, List<byte[]> arguments) {
    return script.send(redis(), true, keys, arguments);
  }

  /** Waits for an answer. Every failure is unchecked: the error that Redis gave, or a time-out. */
  public <T> T await(Future<T> answer) {
    var began = System.nanoTime();
    while (true) {
      // As long as others get answers, the server is up, and this call only waits for its turn.
      var silentAt = Math.max(began, connected.heard().get()) + silence.toNanos();
      try {
        var result = await(answer, Math.min(end, silentAt));
        connected.heard().set(System.nanoTime());
        return result;
      } catch (RedisCommandTimeoutException late) {
        if (System.nanoTime() >= end || connected.isSilent(silence)) throw late;
      }
    }
  }

  /** @param until a time of {@link System#nanoTime} */
  static <T> T await(Future<T> answer, long until) {
    try {
      return answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) throw cause;
      throw new RedisException(failed.getCause());
    } catch (TimeoutException silent) {
      throw new RedisCommandTimeoutException("Redis did not answer in time.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable("The wait for Redis was interrupted.", interrupted);
    }
  }
}
