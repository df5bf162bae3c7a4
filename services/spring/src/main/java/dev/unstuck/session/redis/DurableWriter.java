package dev.unstuck.session.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Writes that are acknowledged only when the replicas have them. The scripts, a write of its own
 * and one WAIT go out together on one connection. On another connection that WAIT would have
 * nothing to wait for, so after a loss all of them are sent again.
 */
final class DurableWriter {
  /**
   * The time of one WAIT. It is below a write's deadline, so that a lagging replica leaves time for
   * the answer.
   */
  static final Duration WAIT = Duration.ofSeconds(1);

  private final Script closingScript = new Script("closing");
  private final Link link;
  private final int replicas;
  private final Sentinels sentinels;
  private final byte[] closing;

  /**
   * @param replicas the least number of replicas that must have a write
   * @param sentinels know which replicas must have it; null if there are none
   * @param closing a key that nobody reads
   */
  DurableWriter(Link link, int replicas, Sentinels sentinels, byte[] closing) {
    this.link = link;
    this.replicas = replicas;
    this.sentinels = sentinels;
    this.closing = closing;
  }

  /**
   * Settles each of these writes that Redis has answered and the replicas have: 1 round trip for
   * all.
   *
   * @throws RedisUnavailable at the deadline; writes that are not settled by then may or may not be
   * in Redis
   */
  void write(Duration deadline, List<PendingWrite> batch) {
    link.run(deadline, attempt -> {
      var inStep = inStep(attempt);
      var open = batch.stream().filter(write -> !write.isSettled()).toList();
      // If the server doesn't know one of the scripts, this sends it the text of each.
      if (!send(attempt, false, open, inStep)) send(attempt, true, open, inStep);
      // An election may have come and gone in between.
      inStep(attempt);
      open.forEach(PendingWrite::succeed);
      return null;
    });
  }

  /** @return false if the server doesn't know a script, and the others are to be sent again */
  private boolean send(
      Attempt attempt, boolean whole, List<PendingWrite> open, Set<Node> inStep) {
    var redis = attempt.redis();
    var answers = open.stream().map(write -> write.send(attempt, whole)).toList();
    var need = Math.max(replicas, inStep.size());
    if (need == 0) return take(attempt, open, answers);
    var written = redis.role();
    // From Redis 7.2 on, WAIT is about the last change of its connection, and a script that found
    // nothing to change has changed nothing.
    var close = closingScript.send(redis, whole, List.of(closing), List.of());
    var wait = redis.waitForReplication(need, WAIT.toMillis());
    var reached = redis.role();
    var isKnown = take(attempt, open, answers);
    var offset = Replication.of(attempt.await(written)).offset();
    if (!isKnown || !isDone(attempt, close)) return false;
    attempt.await(wait);
    var replication = Replication.of(attempt.await(reached));
    var lacking = replication.lacking(inStep, offset);
    var have = replication.have(offset);
    if (have < need || lacking > 0) throw new NotDurable(Math.min(have, need - lacking), need);
    return true;
  }

  private static boolean take(
      Attempt attempt, List<PendingWrite> open, List<RedisFuture<List<Object>>> answers) {
    var isKnown = true;
    for (int nth = 0; nth < open.size(); nth += 1) {
      try {
        open.get(nth).took(attempt.await(answers.get(nth)));
      } catch (RedisNoScriptException unknown) {
        isKnown = false;
      } catch (RedisCommandExecutionException refused) {
        if (Refusal.of(String.valueOf(refused.getMessage())) != Refusal.OWN) throw refused;
        open.get(nth).fail(refused);
      }
    }
    return isKnown;
  }

  private static boolean isDone(Attempt attempt, RedisFuture<List<Object>> closed) {
    try {
      attempt.await(closed);
      return true;
    } catch (RedisNoScriptException unknown) {
      return false;
    }
  }

  /**
   * The replicas count by name. The right number of others is not enough, because one that lacks
   * the write may be promoted.
   */
  private Set<Node> inStep(Attempt attempt) {
    if (sentinels == null) return Set.of();
    var consensus = attempt.await(sentinels.consensus());
    // A primary that was deposed acknowledges nothing.
    if (!consensus.primary().equals(attempt.server()))
      throw new RedisException("The Sentinels name another primary.");
    return consensus.inStep();
  }
}
