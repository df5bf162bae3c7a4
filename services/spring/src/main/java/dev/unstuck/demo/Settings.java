package dev.unstuck.demo;

import dev.unstuck.session.redis.BadRedisUrl;
import dev.unstuck.session.redis.RedisUrl;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The app's own settings, as the environment has them.
 *
 * @param node the replica's name, for pages and logs
 * @param site the address that browsers use
 * @param idle the time after which an unused session ends
 */
record Settings(
    String node, URI site, RedisUrl redis, List<String> sealKeys, List<String> peppers,
    List<String> envelopeKeys, Duration idle) {

  /**
   * @param environment the value of a variable, or null
   * @throws BadSettings naming every setting that is missing or wrong, and its fix
   */
  static Settings of(Function<String, String> environment) {
    var reading = new Reading(environment, new ArrayList<>());
    var settings = new Settings(
        reading.text("NODE_NAME", "Give every replica a name of its own, such as spring-a."),
        reading.site("SITE_URL", "http://localhost:8080"),
        reading.redis("REDIS_URL"),
        reading.ring("SESSION_SEAL_KEYS", 32),
        reading.ring("SESSION_PEPPERS", 43),
        reading.ring("SESSION_ENVELOPE_KEYS", 43),
        reading.seconds("SESSION_IDLE_SECONDS", 30 * 60));
    if (!reading.faults().isEmpty()) throw new BadSettings(reading.faults());
    return settings;
  }

  /** The text leaves out the keys: a record's own text would put them into logs. */
  @Override
  public String toString() {
    return "Settings[" + node + ", " + site + "]";
  }

  private record Reading(Function<String, String> environment, List<String> faults) {
    /** Null if the setting is missing. An empty variable counts as missing. */
    private String optional(String name) {
      var value = environment.apply(name);
      return value == null || value.isBlank() ? null : value.strip();
    }

    String text(String name, String fix) {
      var value = optional(name);
      if (value == null) faults.add(name + " is missing. " + fix);
      return value;
    }

    URI site(String name, String otherwise) {
      var value = optional(name);
      try {
        var site = URI.create(value == null ? otherwise : value);
        var isOrigin = List.of("http", "https").contains(String.valueOf(site.getScheme()))
            && site.getHost() != null && List.of("", "/").contains(site.getPath());
        if (isOrigin) return URI.create(site.getScheme() + "://" + site.getAuthority());
      } catch (IllegalArgumentException malformed) {
        // The error below names it.
      }
      faults.add(name + " must be the address that browsers use, such as " + otherwise + ".");
      return null;
    }

    RedisUrl redis(String name) {
      var value = text(name, "Give the address that the app has: redis:// or redis+sentinel://.");
      try {
        return value == null ? null : RedisUrl.parse(value);
      } catch (BadRedisUrl bad) {
        faults.add(bad.getMessage());
        return null;
      }
    }

    List<String> ring(String name, int shortest) {
      var value = text(name, "Give the app's own keys, as its .env has them.");
      var keys = value == null
          ? List.<String>of()
          : Arrays.stream(value.split(",")).map(String::strip).filter(one -> !one.isEmpty()).toList();
      if (keys.stream().anyMatch(key -> key.length() < shortest)) {
        faults.add(name + " needs keys of at least " + shortest
            + " characters, separated by commas and not in quotes.");
      }
      return keys;
    }

    Duration seconds(String name, int otherwise) {
      var value = optional(name);
      if (value == null) return Duration.ofSeconds(otherwise);
      if (value.matches("\\d{1,9}(\\.\\d{1,3})?") && Double.parseDouble(value) > 0)
        return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000));
      faults.add(name + " must be a number of seconds above 0.");
      return null;
    }
  }
}
