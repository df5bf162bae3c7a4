package dev.unstuck.session.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends writes that are asked for at the same time together, closed by one WAIT. Each waits for the
 * replicas anyway, and one by one they would wait for each other too. The first caller sends the
 * writes of all callers that come until it begins. Later callers are the next batch.
 */
final class GroupCommit {
  private final DurableWriter writer;
  private List<PendingWrite> waiting = new ArrayList<>();
  private boolean isSending;

  GroupCommit(DurableWriter writer) {
    this.writer = writer;
  }

  /** The same as {@link Redis#write}. */
  List<List<Object>> write(Duration deadline, PendingWrite write) {
    var end = System.nanoTime() + deadline.toNanos();
    join(write);
    while (true) {
      var batch = batchOrNull(write, end);
      if (batch == null) return write.result();
      try {
        writer.write(Duration.ofNanos(Math.max(0, end - System.nanoTime())), batch);
      } catch (RuntimeException failed) {
        // The deadline was this caller's: the others may have time left.
        fail(write, failed);
      } finally {
        handOver(batch);
      }
    }
  }

  private synchronized void join(PendingWrite write) {
    waiting.add(write);
  }

  /** Waits until it is this caller's turn to send. Null once its write is settled. */
  private synchronized List<PendingWrite> batchOrNull(PendingWrite write, long end) {
    while (!write.isSettled()) {
      if (!isSending) {
        isSending = true;
        var batch = waiting;
        waiting = new ArrayList<>();
        return batch;
      }
      var left = end - System.nanoTime();
      if (left <= 0) {
        waiting.remove(write);
        write.fail(new RedisUnavailable("Redis did not answer in time.", null));
      } else pause(left);
    }
    return null;
  }

  private synchronized void handOver(List<PendingWrite> batch) {
    batch.stream().filter(write -> !write.isSettled()).forEach(waiting::add);
    isSending = false;
    notifyAll();
  }

  private synchronized void fail(PendingWrite write, RuntimeException failed) {
    write.fail(failed);
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable("The wait for Redis was interrupted.", interrupted);
    }
  }
}
