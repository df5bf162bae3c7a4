package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import dev.unstuck.session.MsgPack;
import dev.unstuck.session.NotStorable;
import dev.unstuck.session.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.session.Session;

/**
 * A login as Spring Session shows it, or the empty session of a visitor without one. Its attributes
 * are the values that this service keeps in its own part of the login's record: JSON's values, and
 * bytes.
 */
public final class LoginSession implements Session {
  /** The attribute, to read, under which a session has its {@link Login}. */
  public static final String LOGIN = Login.class.getName();

  private final Login login;
  private final Part part;
  private final String id;
  private final Instant createdAt;
  /**
   * The attributes that the request asked for or set, because it may change a list in place; null:
   * removed.
   */
  private final Map<String, Object> touched = new HashMap<>();
  private final Map<String, byte[]> before = new HashMap<>();

  /** @param login null for a visitor without one */
  LoginSession(Login login, Part part) {
    this.login = login;
    this.part = part;
    this.id = login == null ? "none-" + UUID.randomUUID() : login.id();
    this.createdAt = login == null ? Instant.now() : login.createdAt();
  }

  Optional<Login> login() {
    return Optional.ofNullable(login);
  }

  /** The attributes that the request changed, packed; null for those that it removed. */
  Map<String, byte[]> changes() {
    var changes = new LinkedHashMap<String, byte[]>();
    touched.forEach((name, value) -> {
      var packed = value == null ? null : MsgPack.pack(value);
      if (!Arrays.equals(packed, before.get(name))) changes.put(name, packed);
    });
    return changes;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String changeSessionId() {
    throw new UnsupportedOperationException(
        "The app rotates a login's token and its id stays. Turn session fixation protection off.");
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T getAttribute(String name) {
    if (name.equals(LOGIN)) return (T) login;
    touch(name);
    return (T) touched.get(name);
  }

  @Override
  public Set<String> getAttributeNames() {
    var names = new HashSet<>(part.names());
    touched.forEach((name, value) -> {
      if (value == null) names.remove(name);
      else names.add(name);
    });
    return names;
  }

  /** @throws NotStorable at once, so that the stack trace shows the code that set it */
  @Override
  public void setAttribute(String name, Object value) {
    if (name.equals(LOGIN))
      throw new IllegalArgumentException("The login is the app's, and only the app changes it.");
    if (value != null) MsgPack.pack(value);
    touch(name);
    touched.put(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    setAttribute(name, null);
  }

  @Override
  public Instant getCreationTime() {
    return createdAt;
  }

  /** Nothing to do: the read that brought the session slid it if that was due. */
  @Override
  public void setLastAccessedTime(Instant time) {}

  @Override
  public Instant getLastAccessedTime() {
    return login == null ? createdAt : login.lastSeenAt();
  }

  @Override
  public void setMaxInactiveInterval(Duration interval) {
    throw new UnsupportedOperationException("The app's policy says how long logins live.");
  }

  /** Unknown here until Redis says that the session ended. */
  @Override
  public Duration getMaxInactiveInterval() {
    return Duration.ZERO;
  }

  @Override
  public boolean isExpired() {
    return false;
  }

  private void touch(String name) {
    if (touched.containsKey(name)) return;
    var value = part.get(name);
    touched.put(name, value);
    if (value != null) before.put(name, MsgPack.pack(value));
  }
}
