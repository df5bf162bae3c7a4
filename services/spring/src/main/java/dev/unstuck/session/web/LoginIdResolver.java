package dev.unstuck.session.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.session.web.http.HttpSessionIdResolver;

/** Tells Spring Session the id of the login that a request shows. It sets no cookie of its own. */
final class LoginIdResolver implements HttpSessionIdResolver {
  private final LoginCookie cookie;

  LoginIdResolver(LoginCookie cookie) {
    this.cookie = cookie;
  }

  @Override
  public List<String> resolveSessionIds(HttpServletRequest request) {
    return ShownLogin.current().map(ShownLogin::id).map(List::of).orElse(List.of());
  }

  /** Nothing to do: logins begin at the app, and a session that is kept nowhere needs no name. */
  @Override
  public void setSessionId(HttpServletRequest request, HttpServletResponse response, String id) {}

  /** Takes the cookie away, unless the end of the login could not be made sure. */
  @Override
  public void expireSession(HttpServletRequest request, HttpServletResponse response) {
    if (ShownLogin.current().map(ShownLogin::isGone).orElse(true)) cookie.clear(response);
  }
}
