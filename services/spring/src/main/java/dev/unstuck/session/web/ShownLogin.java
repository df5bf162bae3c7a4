package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import dev.unstuck.session.RedisSessions;
import dev.unstuck.session.Token;
import java.util.Optional;

/**
 * The login whose token a request shows. Spring Session knows sessions by their ids, which are
 * public and logged, and asks its repository by them. Only the token lets a request in, and it goes
 * beside the id in the request's thread.
 */
final class ShownLogin {
  private static final ThreadLocal<ShownLogin> CURRENT = new ThreadLocal<>();

  private final Token token;
  private final boolean slides;
  private Optional<Login> found;

  /** @param slides whether the request prolongs the session */
  ShownLogin(Token token, boolean slides) {
    this.token = token;
    this.slides = slides;
  }

  /** The login of the request that this thread answers; empty if it shows no token. */
  static Optional<ShownLogin> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** @param shown null for none */
  static void enter(ShownLogin shown) {
    if (shown == null) CURRENT.remove();
    else CURRENT.set(shown);
  }

  String id() {
    return token.id();
  }

  /** 1 round trip the first time, none after it: a request sees one state of its session. */
  Optional<Login> in(RedisSessions sessions) {
    if (found == null) found = sessions.read(token, slides);
    return found;
  }

  /** Takes the state that was written in the course of the request. */
  void became(Optional<Login> login) {
    found = login;
  }

  /** Ends the login everywhere: 1 round trip, durable. */
  void revoke(RedisSessions sessions) {
    sessions.revoke(token);
    found = Optional.empty();
  }

  /** Whether Redis said that there is no such session, or no longer. */
  boolean isGone() {
    return found != null && found.isEmpty();
  }
}
