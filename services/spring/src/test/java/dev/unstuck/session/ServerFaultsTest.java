package dev.unstuck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unstuck.session.redis.RedisUnavailable;
import dev.unstuck.session.redis.RedisUrl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The effects on its callers of a Redis that starts again, or hangs. */
class ServerFaultsTest {
  private static RedisServer server;
  private static App app;
  private static RedisSessions sessions;

  @BeforeAll
  static void start() throws Exception {
    server = new RedisServer();
    app = new App(server.url());
    sessions = new RedisSessions(RedisUrl.parse(server.url()), "unstuck", List.of(App.KEY),
        List.of(App.KEY), new Policy(Duration.ofMinutes(30)));
  }

  @AfterAll
  static void stop() throws Exception {
    sessions.close();
    app.close();
    server.close();
  }

  @Test
  void aServerThatForgotTheScriptsIsToldThemAgain() {
    var token = app.signIn("forgotten");
    app.ask(redis -> redis.scriptFlush());
    var login = sessions.read(token, true).orElseThrow();
    app.ask(redis -> redis.scriptFlush());
    assertThat(sessions.change(login, "spring", part -> part.put("visits", 1))).isPresent();
    app.ask(redis -> redis.scriptFlush());
    assertThat(sessions.revoke(token)).isTrue();
  }

  @Test
  void aServerThatSaysNothingIsUnavailableWithinTheDeadlineAndBackAfterIt() throws Exception {
    var token = app.signIn("silent");
    sessions.read(token, true);
    server.signal("STOP");
    var began = System.nanoTime();
    try {
      assertThatThrownBy(() -> sessions.read(token, true)).isInstanceOf(RedisUnavailable.class);
    } finally {
      server.signal("CONT");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(sessions.read(token, true)).isPresent();
  }
}
