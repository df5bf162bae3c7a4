package dev.unstuck.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The sessions that were ended in the last minutes, by their ids. A lost journal ends no session.
 */
final class Journal {
  /** Longer than any election. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(5);

  /** About 20 MB. Above this number, the oldest leave before their time. */
  private static final int MOST = 100_000;

  /** @param at a time of {@link System#nanoTime} */
  record Ended(String tag, String id, long at) {}

  private final Deque<Ended> ended = new ArrayDeque<>();

  synchronized void add(String tag, String id) {
    forget();
    if (ended.size() == MOST) ended.removeFirst();
    ended.addLast(new Ended(tag, id, System.nanoTime()));
  }

  synchronized List<Ended> all() {
    forget();
    return List.copyOf(ended);
  }

  private void forget() {
    var oldest = System.nanoTime() - KEPT_FOR.toNanos();
    while (!ended.isEmpty() && ended.getFirst().at() - oldest < 0) ended.removeFirst();
  }
}
