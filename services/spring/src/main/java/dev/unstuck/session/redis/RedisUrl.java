package dev.unstuck.session.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisURI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Redis address, as the app's own REDIS_URL has it: one server, or the Sentinels that know the
 * primary.
 *
 * @param primary the Sentinels' name for the primary; null for one server
 * @param replicas the number of replicas that must have a write before it is acknowledged
 */
public record RedisUrl(
    boolean tls, List<Node> nodes, String primary, String user, String password, String sentinelUser,
    String sentinelPassword, int database, int replicas) {
  private static final Pattern SHAPE = Pattern.compile(
      "(?i)(rediss?)(?:\\+(sentinel|cluster))?://(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?@]+)"
          + "(?:/([^?/@]*))?(?:\\?([^@]*))?");
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)(?:\\[([\\da-f:.]+)]|([\\w.-]+))(?::(\\d{1,5}))?");
  private static final Set<String> OF_SENTINELS = Set.of("sentinel-user", "sentinel-password");

  /** @throws BadRedisUrl when it can't be read, or has something that this code doesn't know */
  public static RedisUrl parse(String url) {
    var parts = SHAPE.matcher(url.strip());
    if (!parts.matches()) {
      throw new BadRedisUrl("it must begin with redis://, rediss:// or redis+sentinel://, with a host"
          + " after it, and an @, / or ? in a user or password must be percent-encoded");
    }
    var kind = parts.group(2) == null ? "" : parts.group(2).toLowerCase();
    if (kind.equals("cluster")) throw new BadRedisUrl("this service doesn't know Redis Cluster yet");
    var isSentinel = kind.equals("sentinel");
    var given = parameters(parts.group(7), isSentinel);
    var nodes = nodes(parts.group(5), isSentinel ? 26379 : 6379);
    var path = parts.group(6) == null ? "" : decoded(parts.group(6));
    if (isSentinel && path.isEmpty())
      throw new BadRedisUrl("the name that the Sentinels give the primary is missing after the hosts");
    if (!isSentinel && nodes.size() > 1)
      throw new BadRedisUrl("several hosts need redis+sentinel://");
    return new RedisUrl(
        parts.group(1).equalsIgnoreCase("rediss"), nodes, isSentinel ? path : null,
        decoded(parts.group(3)), decoded(parts.group(4)), given.get("sentinel-user"),
        given.get("sentinel-password"),
        isSentinel || path.isEmpty() ? 0 : count("the database", path),
        given.containsKey("replicas") ? count("replicas", given.get("replicas")) : isSentinel ? 1 : 0);
  }

  /** The URI for a connection to this server with the app's user. */
  RedisURI server(Node node, Duration timeout) {
    return uri(node, user, password, timeout).withDatabase(database).build();
  }

  /** The URI for a connection to this Sentinel. */
  RedisURI sentinel(Node node, Duration timeout) {
    return uri(node, sentinelUser, sentinelPassword, timeout).build();
  }

  private RedisURI.Builder uri(Node node, String user, String password, Duration timeout) {
    var builder = RedisURI.builder()
        .withHost(node.host()).withPort(node.port()).withSsl(tls).withTimeout(timeout);
    if (password == null) return builder;
    return user == null || user.isEmpty()
        ? builder.withPassword(password.toCharArray())
        : builder.withAuthentication(user, password.toCharArray());
  }

  private static List<Node> nodes(String hosts, int otherwise) {
    var nodes = new ArrayList<Node>();
    for (var text : hosts.split(",", -1)) {
      var match = ADDRESS.matcher(text);
      var isAddress = match.matches();
      var port = isAddress && match.group(3) != null ? Integer.parseInt(match.group(3)) : otherwise;
      if (!isAddress || port < 1 || port > 65_535)
        throw new BadRedisUrl("a host is not host:port, with an IPv6 address in brackets");
      nodes.add(new Node(match.group(1) == null ? match.group(2) : match.group(1), port));
    }
    return nodes;
  }

  private static Map<String, String> parameters(String query, boolean isSentinel) {
    var found = new HashMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("&", -1)) {
      var sides = pair.split("=", 2);
      var isKnown =
          sides[0].equals("replicas") || (isSentinel && OF_SENTINELS.contains(sides[0]));
      if (!isKnown || sides.length < 2 || sides[1].isEmpty())
        throw new BadRedisUrl("of the parameters after the ?, one is unknown here or empty");
      if (found.put(sides[0], decoded(sides[1])) != null)
        throw new BadRedisUrl("the parameter \"" + sides[0] + "\" is there twice");
    }
    return found;
  }

  private static int count(String what, String text) {
    if (!text.matches("\\d{1,5}")) throw new BadRedisUrl(what + " is not a whole number");
    return Integer.parseInt(text);
  }

  /** The text as it is written: in a query of the web, a + would be a space. */
  private static String decoded(String text) {
    if (text == null) return null;
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new BadRedisUrl("a name or password is not percent-encoded properly");
    }
  }

  /** The text leaves out the passwords: a record's own text would put them into logs. */
  @Override
  public String toString() {
    return "RedisUrl" + nodes;
  }
}
