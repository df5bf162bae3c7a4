package dev.unstuck.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/** The names of everything that a store keeps or says in Redis. All begin with the prefix. */
public final class Keys {
  private final String prefix;

  public Keys(String prefix) {
    this.prefix = prefix;
  }

  /** The tag that ties a user's keys to one slot: 96 bits of SHA-256 over the user's id. */
  public static String tagOf(String user) {
    var hash = Crypto.sha256(("unstuck user " + user).getBytes(UTF_8));
    return base64(Arrays.copyOf(hash, 12));
  }

  /** The sorted set of a user's sessions, which decides alone which of them live. */
  public byte[] index(String tag) {
    return bytes(prefix + ":{" + tag + "}:u");
  }

  /** One session's record. */
  public byte[] record(String tag, String id) {
    return bytes(recordName(tag, id));
  }

  /** A mark that one write of a session was done. It stays while the write may be sent again. */
  byte[] done(String tag, String id, byte[] nonce) {
    return bytes(recordName(tag, id) + ":done:" + base64(nonce));
  }

  /** A key that nobody reads. The store writes it before a WAIT. */
  byte[] closing() {
    return bytes(prefix + ":{0}:closing");
  }

  /** The channel on which stores tell each other of sessions that ended. */
  byte[] channel() {
    return bytes(prefix + ":revoked");
  }

  private String recordName(String tag, String id) {
    return prefix + ":{" + tag + "}:s:" + id;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
