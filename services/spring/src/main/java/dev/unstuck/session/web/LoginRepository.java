package dev.unstuck.session.web;

import dev.unstuck.session.Part;
import dev.unstuck.session.RedisSessions;
import org.springframework.session.SessionRepository;

/**
 * Shows Spring Session the app's logins. It begins none: a visitor without one has an empty session
 * that is kept nowhere. A save writes the attributes that the request changed and leaves the others
 * as they are now, by the store's compare-and-set. Two requests lose nothing of each other's unless
 * they set the same attribute, where the later one counts. A save never brings a session back.
 */
final class LoginRepository implements SessionRepository<LoginSession> {
  private final RedisSessions sessions;
  private final String part;

  /** @param part the name under which this service keeps its attributes in the session's record */
  LoginRepository(RedisSessions sessions, String part) {
    this.sessions = sessions;
    this.part = part;
  }

  @Override
  public LoginSession createSession() {
    return new LoginSession(null, Part.empty());
  }

  /**
   * 1 round trip, more only under conflict; none when nothing changed.
   *
   * @throws NoLogin for attributes of a visitor
   */
  @Override
  public void save(LoginSession session) {
    var changes = session.changes();
    if (changes.isEmpty()) return;
    var login = session.login().orElseThrow(() -> new NoLogin(changes.keySet()));
    var written = sessions.change(login, part, current -> changes.forEach(current::putPacked));
    ShownLogin.current().ifPresent(shown -> shown.became(written));
  }

  /** 1 round trip per request, sliding included. Null only if Redis said that there is none. */
  @Override
  public LoginSession findById(String id) {
    return shown(id).in(sessions)
        .map(login -> new LoginSession(login, login.part(part))).orElse(null);
  }

  /** Ends the login everywhere: 1 round trip, durable. */
  @Override
  public void deleteById(String id) {
    ShownLogin.current().filter(one -> one.id().equals(id))
        .ifPresent(one -> one.revoke(sessions));
  }

  private static ShownLogin shown(String id) {
    return ShownLogin.current().filter(one -> one.id().equals(id))
        .orElseThrow(() -> new IllegalStateException(
            "The session " + id + " was asked for outside its request: only the request has its"
                + " token. Take what another thread needs along."));
  }
}
