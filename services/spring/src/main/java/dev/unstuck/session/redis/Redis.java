package dev.unstuck.session.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A Redis deployment: one connection for reads, and one for durable writes. */
public final class Redis implements AutoCloseable {
  private static final Duration READ_DEADLINE = Duration.ofSeconds(2);

  /** The time within which a write is tried. It may be sent again until then. */
  public static final Duration WRITE_DEADLINE = Duration.ofSeconds(8);

  private static final Duration READ_SILENCE = Duration.ofSeconds(1);
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

  private final ClientResources resources =
      ClientResources.builder().addressResolverGroup(namesAtEachConnection()).build();
  private final RedisClient client = RedisClient.create(resources);
  private final RedisUrl url;
  private final Supplier<CompletableFuture<Node>> primary;
  private final Link reads;
  private final GroupCommit commit;

  /**
   * @param closing a key that nobody reads, for the write before each WAIT
   * @param prepare the work on each new connection before anything else uses it
   */
  public Redis(
      RedisUrl url, byte[] closing, Function<Attempt, CompletableFuture<?>> prepare) {
    client.setOptions(ClientOptions.builder()
        .autoReconnect(false)
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
        .build());
    var sentinels = url.primary() == null ? null : new Sentinels(client, url);
    this.url = url;
    primary = sentinels == null
        ? () -> CompletableFuture.completedFuture(url.nodes().get(0))
        : sentinels::primary;
    Function<Connected, CompletableFuture<?>> prepared = made -> prepare.apply(
        new Attempt(made, System.nanoTime() + READ_DEADLINE.toNanos(), READ_SILENCE));
    reads = new Link(client, primary, url, READ_SILENCE, prepared);
    // The server may say nothing for as long as a WAIT takes, and for as long as a read may take.
    var writes = new Link(
        client, primary, url, DurableWriter.WAIT.plus(READ_SILENCE), prepared);
    reads.open();
    writes.open();
    commit = new GroupCommit(
        new DurableWriter(writes, url.replicas(), sentinels, closing));
  }

  /**
   * Asks within 2 s.
   *
   * @throws RedisUnavailable when Redis can't say
   */
  public <T> T read(Function<Attempt, T> work) {
    return reads.run(READ_DEADLINE, work);
  }

  /**
   * Calls a script that writes, within 8 s: 1 round trip, durable.
   *
   * @return its replies, one for each time that it was sent, so it must be safe to repeat
   * @throws NotDurable when too few replicas have it; {@link RedisUnavailable}, after which it may
   * or may not be there
   */
  public List<List<Object>> write(Script script, List<byte[]> keys, List<byte[]> arguments) {
    return commit.write(WRITE_DEADLINE, new PendingWrite(script, keys, arguments));
  }

  /**
   * Says something on a channel: 1 round trip, for which nothing waits. The message is lost while
   * Redis is away.
   */
  public void publish(byte[] channel, byte[] message) {
    reads.open().thenAccept(made -> made.connection().async().publish(channel, message));
  }

  /** Tells {@code onMessage} the messages on a channel from now on, except for missed ones. */
  public void listen(byte[] channel, Consumer<byte[]> onMessage) {
    new Subscription(client, primary, url, channel, onMessage).begin();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  /**
   * Looks a name up for each connection and keeps no answer. A container that comes back may have
   * another address, and Docker's name server says that its answers are good for 600 s.
   */
  private static DnsAddressResolverGroup namesAtEachConnection() {
    return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
        .datagramChannelType(NioDatagramChannel.class)
        .socketChannelType(NioSocketChannel.class)
        .resolveCache(NoopDnsCache.INSTANCE)
        .cnameCache(NoopDnsCnameCache.INSTANCE));
  }
}
