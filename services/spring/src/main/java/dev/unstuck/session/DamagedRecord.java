package dev.unstuck.session;

/** A session's record is not whole: it was altered, moved from another session or cut short. */
public final class DamagedRecord extends RuntimeException {
  DamagedRecord(String what) {
    this(what, null);
  }

  DamagedRecord(String what, Throwable cause) {
    super("A session's record is damaged: " + what + ". It was left alone.", cause);
  }
}
