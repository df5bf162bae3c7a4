package dev.unstuck.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A living session of somebody who signed in at the app, as it was read. Its times are Redis's. */
public final class Login {
  private final String tag;
  private final String id;
  private final Content content;
  private final byte[] nonce;
  private final Instant lastSeenAt;
  private final Instant expiresAt;
  private final boolean superseded;

  /** @param nonce of the envelope that {@code content} was in: which write of the session it is */
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

  /** What the app keeps: to be read here. A new one at each call. See {@link MsgPack#unpack}. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> data() {
    return MsgPack.unpack(content.data()) instanceof Map<?, ?> map
        ? (Map<String, Object>) map
        : Map.of();
  }

  /** What the app said of the sign-in; null where it said nothing. */
  public Object metadata() {
    return MsgPack.unpack(content.metadata());
  }

  /** What a service keeps beside it, to be read: {@link RedisSessions#change} changes it. */
  public Part part(String name) {
    return content.part(name);
  }

  public Instant createdAt() {
    return expiresAt.minus(Duration.ofMillis(content.lifetimeMillis()));
  }

  /** As of the last slide, so up to a tenth of the idle time in the past. */
  public Instant lastSeenAt() {
    return lastSeenAt;
  }

  /** When it ends in any case. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * Whether the token was replaced by another, which its owner may have already. It leads to the
   * session, but proves nothing beyond it: ask for the password before anything that matters.
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
