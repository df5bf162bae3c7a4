package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import java.security.Principal;

/** The signed-in person. The name is the user's id, as the app knows it. */
public record LoginPrincipal(Login login) implements Principal {
  @Override
  public String getName() {
    return login.user();
  }

  /** The text leaves out the session's content: a record's own text may be logged. */
  @Override
  public String toString() {
    return getName();
  }
}
