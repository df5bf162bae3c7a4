package dev.unstuck.session;

import dev.unstuck.session.redis.Redis;
import dev.unstuck.session.redis.RedisUrl;
import dev.unstuck.session.redis.Script;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The app's work, for tests: it begins sessions and looks into Redis. */
final class App implements AutoCloseable {
  static final String KEY = "k".repeat(43);
  static final Keys KEYS = new Keys("unstuck");
  private final Script create = new Script("create");
  private final SecureRandom random = new SecureRandom();
  private final Envelopes envelopes = new Envelopes(List.of(KEY));
  private final Redis redis;

  App(String url) {
    redis = new Redis(
        RedisUrl.parse(url), KEYS.closing(), made -> CompletableFuture.completedFuture(null));
  }

  /** Signs a user in. */
  Token signIn(String user) {
    var tag = Keys.tagOf(user);
    var id = Base64.getUrlEncoder().withoutPadding().encodeToString(random(16));
    var token = new Token(null, tag, id, random(32));
    var content = Slices.join(List.of(MsgPack.pack(user), MsgPack.pack(28_800),
        MsgPack.pack(Map.of("name", "Ada", "role", "user")), MsgPack.pack(List.of("app-a"))));
    var access = Bytes.join(new byte[] {2, 0}, new Verifiers(List.of(KEY)).written(token));
    redis.read(attempt -> attempt.call(create, List.of(KEYS.index(tag), KEYS.record(tag, id)),
        List.of(Bytes.of(id), access, envelopes.seal(content, id), Bytes.of(1_800_000),
            Bytes.of(28_800_000), Bytes.of(20))));
    return token;
  }

  /** The number of sessions that the token's user has. */
  long sessionsOf(Token token) {
    return ask(redis -> redis.zcard(KEYS.index(token.tag())));
  }

  /** The number of stores that listen to announcements. */
  long listeners() {
    return ask(redis -> redis.pubsubNumsub(KEYS.channel())).values().iterator().next();
  }

  byte[] dump(Token token) {
    return ask(redis -> redis.get(KEYS.record(token.tag(), token.id())));
  }

  /** Brings a session back, as no client of the protocol can. */
  void restore(Token token, byte[] record) {
    var end = System.currentTimeMillis() + 3_600_000;
    ask(redis -> redis.zadd(KEYS.index(token.tag()), end, Bytes.of(token.id())));
    ask(redis -> redis.set(KEYS.record(token.tag(), token.id()), record));
  }

  /** Makes a session's last use this much earlier. */
  void age(Token token, Duration by) {
    var seen = StoredRecord.of(dump(token)).lastSeen() - by.toMillis();
    var bytes = ByteBuffer.allocate(8).putLong(seen).array();
    ask(redis -> redis.setrange(
        KEYS.record(token.tag(), token.id()), 20, Arrays.copyOfRange(bytes, 2, 8)));
  }

  /** Ends every connection but this one. */
  void dropClients() {
    ask(redis -> redis.clientKill(KillArgs.Builder.typeNormal().skipme(true)));
  }

  /** Asks Redis anything. */
  <T> T ask(Function<RedisAsyncCommands<byte[], byte[]>, Future<T>> question) {
    return redis.read(attempt -> attempt.await(question.apply(attempt.redis())));
  }

  private byte[] random(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    redis.close();
  }
}
