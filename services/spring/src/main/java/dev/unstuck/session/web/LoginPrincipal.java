package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import java.security.Principal;

/** Who is signed in: the name is the user's id, as the app knows it. */
public record LoginPrincipal(Login login) implements Principal {
  @Override
  public String getName() {
    return login.user();
  }

  /** Without what the session holds: a record's own text may be logged. */
  @Override
  public String toString() {
    return getName();
  }
}
