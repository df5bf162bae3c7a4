package dev.unstuck.session;

/** A service's part of the session is over its budget; nothing was written. */
public final class PartTooLarge extends RuntimeException {
  PartTooLarge(String part, int bytes, int allowed) {
    super(
        "The part \"" + part + "\" of the session would take " + bytes + " bytes, more than the "
            + allowed + " that each service may keep there. Keep large things elsewhere and only"
            + " their names here.");
  }
}
