package dev.unstuck.session.web;

import java.util.Set;

/** A service wanted to keep a session for a visitor without a login. Nothing was kept. */
public final class NoLogin extends IllegalStateException {
  NoLogin(Set<String> names) {
    super(
        "Nobody is signed in, so there is no session to keep " + names
            + " in. Logins begin at the app: ask for a Principal before setting attributes.");
  }
}
