package dev.unstuck.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A living session of a person who signed in at the app, as it was read. Its times are Redis's. */
public final class Login {
  private final String tag;
  private final String id;
  private final Content content;
  private final byte[] nonce;
  private final Instant lastSeenAt;
  private final Instant expiresAt;
  private final boolean superseded;

  /**
   * @param nonce the nonce of the envelope that {@code content} was in: it tells which write of the
   * session this is
   */
  Login(String tag, String id, Content content, byte[] nonce, long lastSeen, long ends,
      boolean superseded) {
    this.tag = tag;
    this.id = id;
    this.content = content;
    this.nonce = nonce;
    this.lastSeenAt = Instant.ofEpochMilli(lastSeen);
    this.expiresAt = Instant.ofEpochMilli(ends);
    this.superseded = superseded;
  }

  /** Public: may be shown and logged. Stays the same for the session's life. */
  public String id() {
    return id;
  }

  public String user() {
    return content.userId();
  }

  /** The app's data, to be read here. A new object at each call. See {@link MsgPack#unpack}. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> data() {
    return MsgPack.unpack(content.data()) instanceof Map<?, ?> map
        ? (Map<String, Object>) map
        : Map.of();
  }

  /** The app's statement about the sign-in; null if it made none. */
  public Object metadata() {
    return MsgPack.unpack(content.metadata());
  }

  /** A service's part, to be read: {@link RedisSessions#change} changes it. */
  public Part part(String name) {
    return content.part(name);
  }

  public Instant createdAt() {
    return expiresAt.minus(Duration.ofMillis(content.lifetimeMillis()));
  }

  /** The time of the last slide, so up to a tenth of the idle time in the past. */
  public Instant lastSeenAt() {
    return lastSeenAt;
  }

  /** The time at which the session ends in any case. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * Whether the token was replaced by another, which its owner may have already. It leads to the
   * session but proves nothing more: ask for the password before anything that matters.
   */
  public boolean isSuperseded() {
    return superseded;
  }

  String tag() {
    return tag;
  }

  Content content() {
    return content;
  }

  byte[] nonce() {
    return nonce;
  }
}
