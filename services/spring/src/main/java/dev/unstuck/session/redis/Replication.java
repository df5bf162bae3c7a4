package dev.unstuck.session.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The progress of a primary's replicas, as ROLE reports it.
 *
 * @param offset of the primary
 * @param replicas the offset that each connected one has acknowledged
 */
record Replication(long offset, Map<Node, Long> replicas) {
  /** If the server is no longer primary, nothing counts: no replica of it is that far. */
  private static final Replication NONE = new Replication(Long.MAX_VALUE, Map.of());

  static Replication of(List<Object> role) {
    if (!text(role.get(0)).equals("master")) return NONE;
    var replicas = new HashMap<Node, Long>();
    for (var one : (List<?>) role.get(2)) {
      var fields = (List<?>) one;
      var node = new Node(text(fields.get(0)), Integer.parseInt(text(fields.get(1))));
      replicas.put(node, Long.parseLong(text(fields.get(2))));
    }
    return new Replication((Long) role.get(1), replicas);
  }

  /** The number of replicas that are past this offset. */
  long have(long written) {
    return replicas.values().stream().filter(at -> at >= written).count();
  }

  /**
   * The number of replicas that must have a write and don't have it. If the primary calls all its
   * replicas by other names than the Sentinels (host names, say), only their number is left.
   */
  long lacking(Set<Node> inStep, long written) {
    if (!replicas.isEmpty() && replicas.keySet().stream().noneMatch(inStep::contains)) return 0;
    return inStep.stream().filter(node -> replicas.getOrDefault(node, -1L) < written).count();
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
