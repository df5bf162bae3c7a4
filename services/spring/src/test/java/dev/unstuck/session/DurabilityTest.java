package dev.unstuck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unstuck.session.redis.NotDurable;
import dev.unstuck.session.redis.RedisUrl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A primary with one replica, which must have every acknowledged write. */
class DurabilityTest {
  private static RedisServer primary;
  private static RedisServer replica;
  private static App app;
  private static App onReplica;
  private static RedisSessions sessions;

  @BeforeAll
  static void start() throws Exception {
    primary = new RedisServer();
    replica = new RedisServer("--replicaof", "127.0.0.1 " + primary.port());
    app = new App(primary.url());
    onReplica = new App(replica.url());
    RedisServer.eventually(
        () -> app.ask(redis -> redis.waitForReplication(1, 100)) == 1, "the replica follows");
    sessions = new RedisSessions(RedisUrl.parse(primary.url() + "?replicas=1"), "unstuck",
        List.of(App.KEY), List.of(App.KEY), new Policy(Duration.ofMinutes(30)));
  }

  @AfterAll
  static void stop() throws Exception {
    sessions.close();
    app.close();
    onReplica.close();
    primary.close();
    replica.close();
  }

  @Test
  void anEndIsAcknowledgedOnceTheReplicaHasItAndNotBefore() throws Exception {
    var token = app.signIn("late");
    replica.signal("STOP");
    var ending = CompletableFuture.supplyAsync(() -> sessions.revoke(token));
    Thread.sleep(400);
    assertThat(ending).isNotDone();
    replica.signal("CONT");
    assertThat(ending.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(onReplica.sessionsOf(token)).isZero();
  }

  @Test
  void writesAtTheSameTimeShareOneWait() throws Exception {
    var threads = Executors.newFixedThreadPool(21);
    var tokens = IntStream.range(0, 21).mapToObj(nth -> app.signIn("at-once-" + nth)).toList();
    var before = waits();
    replica.signal("STOP");
    var first = threads.submit(() -> sessions.revoke(tokens.get(0)));
    Thread.sleep(200);
    var others = tokens.subList(1, 21).stream()
        .map(token -> threads.submit(() -> sessions.revoke(token))).toList();
    Thread.sleep(200);
    replica.signal("CONT");
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    for (var other : others) assertThat(other.get(10, TimeUnit.SECONDS)).isTrue();
    // There is one WAIT for the first, one for the others, and a few where a thread or a script
    // came late.
    assertThat(waits() - before).isLessThan(6);
    threads.shutdownNow();
  }

  private static long waits() {
    var calls = Pattern.compile("cmdstat_wait:calls=(\\d+)")
        .matcher(app.ask(redis -> redis.info("commandstats")));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void whatTheReplicaLacksIsNoSuccessAndCanBeRepeated() throws Exception {
    var token = app.signIn("not-durable");
    replica.signal("STOP");
    try {
      assertThatThrownBy(() -> sessions.revoke(token))
          .isInstanceOf(NotDurable.class).hasMessageContaining("0 of 1");
    } finally {
      replica.signal("CONT");
    }
    // This found the session gone, and still makes sure that the replica knows.
    assertThat(sessions.revoke(token)).isFalse();
    assertThat(onReplica.sessionsOf(token)).isZero();
  }
}
