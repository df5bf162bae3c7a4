package dev.unstuck.session.web;

import java.util.Set;

/** A visitor without a login was to get a session that is kept; nothing was. */
public final class NoLogin extends IllegalStateException {
  NoLogin(Set<String> names) {
    super(
        "Nobody is signed in, so there is no session to keep " + names
            + " in. Logins begin at the app: ask for a Principal before setting attributes.");
  }
}
