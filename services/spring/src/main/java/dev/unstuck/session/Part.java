package dev.unstuck.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The values that one service keeps in a session, by name, or that several keep in the part
 * {@code shared}. Values that nobody asks for stay packed.
 */
public final class Part {
  private final Map<String, byte[]> values;

  Part(Map<String, byte[]> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** A part that holds nothing. */
  public static Part empty() {
    return new Part(Map.of());
  }

  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  /** The value, a new one at each call; null where there is none. See {@link MsgPack#unpack}. */
  public Object get(String name) {
    var packed = values.get(name);
    return packed == null ? null : MsgPack.unpack(packed);
  }

  /**
   * Keeps a value.
   *
   * @throws NotStorable for a value that isn't JSON's or bytes
   */
  public void put(String name, Object value) {
    values.put(name, MsgPack.pack(value));
  }

  /** Keeps the result of {@link MsgPack#pack}; null removes the value. */
  public void putPacked(String name, byte[] value) {
    if (value == null) values.remove(name);
    else values.put(name, value);
  }

  public void remove(String name) {
    values.remove(name);
  }

  byte[] packed() {
    return Slices.join(values);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }
}
