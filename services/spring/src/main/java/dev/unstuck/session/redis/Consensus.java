package dev.unstuck.session.redis;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The view of most Sentinels.
 *
 * @param inStep the replicas that a write must have reached before it is acknowledged, because any
 * of them may be the next primary
 */
record Consensus(Node primary, Set<Node> inStep) {
  /** @param of the number of Sentinels, of which more than half must agree; empty if they don't */
  static Optional<Consensus> of(List<Opinion> opinions, int of) {
    return opinions.stream().map(Opinion::primary)
        .filter(primary -> isMost(count(opinions, primary), of))
        .findFirst()
        .map(primary -> {
          var supporting = opinions.stream().filter(one -> one.primary().equals(primary)).toList();
          return new Consensus(primary, supporting.stream()
              .flatMap(one -> one.replicas().stream())
              .filter(replica -> isMost(
                  supporting.stream().filter(one -> one.replicas().contains(replica)).count(), of))
              .collect(Collectors.toSet()));
        });
  }

  private static long count(List<Opinion> opinions, Node primary) {
    return opinions.stream().filter(one -> one.primary().equals(primary)).count();
  }

  private static boolean isMost(long count, int of) {
    return count * 2 > of;
  }
}
