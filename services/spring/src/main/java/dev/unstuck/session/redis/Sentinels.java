package dev.unstuck.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The Sentinels' view. It asks all of them at once whenever the view is needed. */
final class Sentinels {
  /** The time after which a Sentinel counts as silent, and its connection is made again. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final RedisClient client;
  private final RedisUrl url;
  private final Map<Node, CompletableFuture<StatefulRedisSentinelConnection<String, String>>>
      connections = new HashMap<>();

  Sentinels(RedisClient client, RedisUrl url) {
    this.client = client;
    this.url = url;
  }

  /** The server that most of the answering Sentinels name primary. */
  CompletableFuture<Node> primary() {
    return ask().thenApply(opinions -> Consensus.of(opinions, opinions.size())
        .orElseThrow(() -> new RedisException("The Sentinels name no primary.")).primary());
  }

  /** The view of most of all Sentinels: 1 round trip to each, within 500 ms. */
  CompletableFuture<Consensus> consensus() {
    return ask().thenApply(opinions -> Consensus.of(opinions, url.nodes().size())
        .orElseThrow(() -> new RedisException("Most Sentinels don't agree on a primary.")));
  }

  private CompletableFuture<List<Opinion>> ask() {
    var answers = url.nodes().stream().map(this::ask).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply(
        done -> answers.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList());
  }

  /** Null for a Sentinel that doesn't answer. */
  private CompletableFuture<Opinion> ask(Node sentinel) {
    return connection(sentinel).thenCompose(connection -> {
      var commands = connection.async();
      var address = commands.getMasterAddrByName(url.primary()).toCompletableFuture();
      return commands.replicas(url.primary()).toCompletableFuture().thenCombine(address,
          (replicas, primary) -> Opinion.of((InetSocketAddress) primary, replicas));
    }).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).handle((opinion, failed) -> {
      if (failed != null) forget(sentinel);
      return opinion;
    });
  }

  private synchronized CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection(
      Node sentinel) {
    return connections.computeIfAbsent(sentinel, node ->
        client.connectSentinelAsync(StringCodec.UTF8, url.sentinel(node, PATIENCE)));
  }

  private synchronized void forget(Node sentinel) {
    var connection = connections.remove(sentinel);
    if (connection != null) connection.thenAccept(StatefulRedisSentinelConnection::closeAsync);
  }
}
