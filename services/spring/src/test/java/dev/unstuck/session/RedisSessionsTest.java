package dev.unstuck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unstuck.session.redis.RedisUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSessionsTest {
  private static RedisServer server;
  private static App app;
  private static RedisSessions sessions;

  @BeforeAll
  static void start() throws Exception {
    server = new RedisServer();
    app = new App(server.url());
    sessions = open();
  }

  @AfterAll
  static void stop() throws Exception {
    sessions.close();
    app.close();
    server.close();
  }

  private static RedisSessions open() {
    return new RedisSessions(RedisUrl.parse(server.url()), "unstuck", List.of(App.KEY),
        List.of(App.KEY), new Policy(Duration.ofMinutes(30)));
  }

  private static Token signIn() {
    return app.signIn(UUID.randomUUID().toString());
  }

  @Test
  void aSessionIsFoundByItsTokenAlone() {
    var token = signIn();
    var login = sessions.read(token, true).orElseThrow();
    assertThat(login.id()).isEqualTo(token.id());
    assertThat(login.data()).containsEntry("name", "Ada");
    assertThat(login.createdAt()).isBeforeOrEqualTo(login.lastSeenAt().plusMillis(1));
    var other = new Token(null, token.tag(), token.id(), new byte[32]);
    assertThat(sessions.read(other, true)).isEmpty();
    assertThat(sessions.revoke(other)).isFalse();
    var elsewhere = new Token("eu", token.tag(), token.id(), token.secret());
    assertThat(sessions.read(elsewhere, true)).isEmpty();
    assertThat(sessions.read(token, true)).isPresent();
  }

  @Test
  void aReadSlidesWhenATenthOfTheIdleTimeHasPassedAndSaysSo() {
    var token = signIn();
    var before = sessions.read(token, true).orElseThrow().lastSeenAt();
    app.age(token, Duration.ofMinutes(10));
    var aged = before.minus(Duration.ofMinutes(10));
    assertThat(sessions.read(token, false).orElseThrow().lastSeenAt()).isEqualTo(aged);
    assertThat(sessions.read(token, true).orElseThrow().lastSeenAt()).isAfterOrEqualTo(before);
    assertThat(sessions.read(token, false).orElseThrow().lastSeenAt()).isAfterOrEqualTo(before);
  }

  @Test
  void aSessionThatWasEndedIsGoneAndNoChangeBringsItBack() {
    var token = signIn();
    var login = sessions.read(token, true).orElseThrow();
    assertThat(sessions.revoke(token)).isTrue();
    assertThat(sessions.revoke(token)).isFalse();
    assertThat(sessions.read(token, true)).isEmpty();
    assertThat(sessions.change(login, "spring", part -> part.put("visits", 1))).isEmpty();
    assertThat(sessions.read(token, true)).isEmpty();
  }

  @Test
  void aSessionThatItsUsersIndexDoesNotListIsDead() {
    var token = signIn();
    app.ask(redis -> redis.del(App.KEYS.index(token.tag())));
    assertThat(sessions.read(token, true)).isEmpty();
  }

  @Test
  void changesAtTheSameTimeByTwoStoresAreAllThere() throws Exception {
    var token = signIn();
    var login = sessions.read(token, true).orElseThrow();
    var threads = Executors.newFixedThreadPool(20);
    try (var other = open()) {
      var changes = new ArrayList<Future<?>>();
      for (int nth = 0; nth < 50; nth += 1) {
        var store = nth % 2 == 0 ? sessions : other;
        var part = nth % 5 == 0 ? "shared" : "spring";
        changes.add(threads.submit(() -> store.change(login, part, RedisSessionsTest::countOne)));
      }
      for (var change : changes) change.get(20, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    var found = sessions.read(token, true).orElseThrow();
    assertThat(found.part("spring").get("count")).isEqualTo(40L);
    assertThat(found.part("shared").get("count")).isEqualTo(10L);
  }

  private static void countOne(Part part) {
    part.put("count", part.get("count") instanceof Long count ? count + 1 : 1);
  }

  @Test
  void aPartAboveItsBudgetNamesTheServiceAndWritesNothing() {
    var token = signIn();
    var login = sessions.read(token, true).orElseThrow();
    assertThatThrownBy(
        () -> sessions.change(login, "spring", part -> part.put("text", "a".repeat(1024))))
        .isInstanceOf(PartTooLarge.class).hasMessageContainingAll("\"spring\"", "1024");
    assertThat(sessions.read(token, true).orElseThrow().part("spring").names()).isEmpty();
    assertThatThrownBy(() -> sessions.change(login, "Not a name", part -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasEndedIsEndedAgainOnEachNewConnectionByEveryStoreThatHeardOfIt() throws Exception {
    try (var other = open()) {
      RedisServer.eventually(() -> app.listeners() >= 2, "both stores listen");
      var token = signIn();
      assertThat(other.read(token, true)).isPresent();
      var before = app.dump(token);
      sessions.revoke(token);
      Thread.sleep(200);
      // An election does this if it chooses a replica that lacks the end.
      app.restore(token, before);
      assertThat(other.read(token, true)).isPresent();
      app.dropClients();
      assertThat(other.read(token, true)).isEmpty();
      app.restore(token, before);
      app.dropClients();
      assertThat(sessions.read(token, true)).isEmpty();
    }
  }

  @Test
  void aRecordOfAnotherBuildIsAnErrorOfItsOwnAndStays() {
    var token = signIn();
    app.ask(redis -> redis.setrange(
        App.KEYS.record(token.tag(), token.id()), 0, new byte[] {3}));
    assertThatThrownBy(() -> sessions.read(token, true)).isInstanceOf(UnknownFormat.class);
    assertThat(app.sessionsOf(token)).isEqualTo(1);
  }
}
