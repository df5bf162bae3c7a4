package dev.unstuck.session;

/** Others changed the session at each try; nothing of this change was written. */
public final class TooManyConflicts extends RuntimeException {
  TooManyConflicts(int tries) {
    super(
        "The session was changed by others at each of " + tries
            + " tries. Make the change quicker, or keep what is counted elsewhere.");
  }
}
