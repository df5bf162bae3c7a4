package dev.unstuck.session.redis;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The view of one Sentinel.
 *
 * @param replicas those that it holds to be up and linked to the primary
 */
record Opinion(Node primary, Set<Node> replicas) {
  static Opinion of(InetSocketAddress primary, List<Map<String, String>> replicas) {
    var up = replicas.stream().filter(Opinion::isUp).map(Opinion::address);
    return new Opinion(
        new Node(primary.getHostString(), primary.getPort()), up.collect(Collectors.toSet()));
  }

  private static boolean isUp(Map<String, String> replica) {
    var flags = replica.getOrDefault("flags", "");
    return !flags.contains("_down") && !flags.contains("disconnected")
        && "ok".equals(replica.get("master-link-status"));
  }

  private static Node address(Map<String, String> replica) {
    return new Node(replica.get("ip"), Integer.parseInt(replica.get("port")));
  }
}
