package dev.unstuck.session;

/**
 * A service wanted to keep a value in a session that no other language could read. Nothing was
 * written.
 */
public final class NotStorable extends IllegalArgumentException {
  NotStorable(Class<?> type) {
    super(
        "A session keeps what JSON has (null, booleans, numbers, strings, lists, maps with strings as"
            + " keys) and byte[], and no " + type.getName()
            + ". Keep its fields as a map, or keep it elsewhere and only its name here.");
  }

  NotStorable(long number) {
    super(
        "A session keeps whole numbers up to 2^53 - 1, as JavaScript does, and not " + number
            + ". Keep it as a string.");
  }
}
