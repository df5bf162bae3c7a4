package dev.unstuck.session.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.util.List;

/** A Lua script of lib/session, which Maven includes as a resource. It is called by its hash. */
public final class Script {
  private final byte[] source;
  private final String hash;

  /** @param name of the file, without {@code .lua} */
  public Script(String name) {
    var place = "/dev/unstuck/session/scripts/" + name + ".lua";
    try (var stream = Script.class.getResourceAsStream(place)) {
      if (stream == null) throw new IllegalStateException("The script " + name + ".lua is missing.");
      source = stream.readAllBytes();
      hash = Base16.digest(source);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /**
   * Sends the call and waits for nothing. A server that doesn't know the script answers NOSCRIPT.
   *
   * @param whole whether to send its text, for such a server
   * @return integers as Long, texts as byte[]; a reply that is no list becomes a list of one
   */
  RedisFuture<List<Object>> send(
      RedisAsyncCommands<byte[], byte[]> redis, boolean whole, List<byte[]> keys,
      List<byte[]> arguments) {
    var keyArray = keys.toArray(byte[][]::new);
    var argumentArray = arguments.toArray(byte[][]::new);
    return whole
        ? redis.eval(source, ScriptOutputType.MULTI, keyArray, argumentArray)
        : redis.evalsha(hash, ScriptOutputType.MULTI, keyArray, argumentArray);
  }
}
