package dev.unstuck.demo;

import dev.unstuck.session.RedisSessions;
import dev.unstuck.session.redis.RedisUnavailable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Part of /spring/health: whether Redis answers. 1 round trip. */
@Component
class SessionsHealthIndicator implements HealthIndicator {
  private final RedisSessions sessions;

  SessionsHealthIndicator(RedisSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Health health() {
    try {
      sessions.ping();
      return Health.up().build();
    } catch (RedisUnavailable away) {
      return Health.down(away).build();
    }
  }
}
