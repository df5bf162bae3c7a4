package dev.unstuck.session;

/** The session doesn't fit; nothing was written. */
public final class SessionTooLarge extends RuntimeException {
  SessionTooLarge(int bytes, int allowed, String setting) {
    super(
        "The session would take " + bytes + " bytes " + setting + ", more than the " + allowed
            + " allowed. Keep large things under keys of their own and only their names in the session.");
  }
}
