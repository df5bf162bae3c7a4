package dev.unstuck.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Listens on one channel, on a connection of its own that is made again after each loss. It misses
 * messages in between.
 */
final class Subscription {
  /** The time between two checks whether the connection still answers. */
  private static final Duration LOOKED_AT = Duration.ofSeconds(1);

  private final RedisClient client;
  private final Supplier<CompletableFuture<Node>> primary;
  private final RedisUrl url;
  private final byte[] channel;
  private final Consumer<byte[]> onMessage;
  private CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connection;

  Subscription(RedisClient client, Supplier<CompletableFuture<Node>> primary, RedisUrl url,
      byte[] channel, Consumer<byte[]> onMessage) {
    this.client = client;
    this.primary = primary;
    this.url = url;
    this.channel = channel;
    this.onMessage = onMessage;
  }

  /** Begins to listen, until the client ends. */
  void begin() {
    client.getResources().eventExecutorGroup()
        .scheduleWithFixedDelay(this::look, 0, LOOKED_AT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A connection whose last PING has no answer by now leads to a server that hangs, or to none. */
  private synchronized void look() {
    if (connection == null || connection.isCompletedExceptionally()) connection = connect();
    if (!connection.isDone()) return;
    var open = connection.join();
    if (open.isOpen()) {
      open.async().ping().toCompletableFuture()
          .orTimeout(LOOKED_AT.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((pong, failed) -> {
            if (failed != null) open.closeAsync();
          });
    } else connection = connect();
  }

  private CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connect() {
    return primary.get()
        .thenCompose(node -> client
            .connectPubSubAsync(ByteArrayCodec.INSTANCE, url.server(node, LOOKED_AT))
            .toCompletableFuture())
        .thenCompose(made -> {
          made.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
              onMessage.accept(message);
            }
          });
          return made.async().subscribe(channel).toCompletableFuture()
              .handle((done, refused) -> made);
        });
  }
}
