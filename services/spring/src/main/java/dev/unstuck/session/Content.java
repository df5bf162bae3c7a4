package dev.unstuck.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a session, in packed values: {@code [user, lifetime, data, metadata, parts]} and
 * the fields that a later version may put behind. Only the parts change here. Everything else is
 * written as it was read, byte for byte.
 *
 * @param parts by the service's name
 * @param rest the fields that this build doesn't know
 */
record Content(
    byte[] user, byte[] lifetime, byte[] data, byte[] metadata, Map<String, byte[]> parts,
    List<byte[]> rest) {

  /**
   * Reads a content of version 1, 2 or 3.
   *
   * @throws UnknownFormat for another version, or a visitor who has not signed in
   * @throws DamagedRecord for another form
   */
  static Content read(int version, byte[] packed) {
    return switch (version) {
      case 3 -> version3(Slices.array(packed));
      case 2 -> version2(Slices.array(packed));
      case 1 -> version1(Slices.map(packed));
      default -> throw new UnknownFormat("format version " + version);
    };
  }

  /** The user's id. */
  String userId() {
    return (String) MsgPack.unpack(user);
  }

  /** Milliseconds from the session's beginning to its absolute end. */
  long lifetimeMillis() {
    return Math.round(((Number) MsgPack.unpack(lifetime)).doubleValue() * 1000);
  }

  Part part(String name) {
    var packed = parts.get(name);
    return new Part(packed == null || isNil(packed) ? Map.of() : Slices.map(packed));
  }

  /** The same with another part. An empty part is left out. */
  Content with(String name, Part part) {
    var changed = new LinkedHashMap<>(parts);
    if (part.isEmpty()) changed.remove(name);
    else changed.put(name, part.packed());
    return new Content(user, lifetime, data, metadata, changed, rest);
  }

  /** The content as version 3. */
  byte[] packed() {
    var fields = new ArrayList<>(List.of(user, lifetime, data, metadata, Slices.join(parts)));
    fields.addAll(rest);
    return Slices.join(fields);
  }

  private static Content version3(List<byte[]> fields) {
    if (fields.size() < 3) throw new DamagedRecord("its content has too few fields");
    if (isNil(fields.get(0))) throw new UnknownFormat("no user");
    var metadata = fields.size() > 3 ? fields.get(3) : Slices.NIL;
    var parts = fields.size() > 4 ? fields.get(4) : Slices.NIL;
    var rest = fields.size() > 5 ? List.copyOf(fields.subList(5, fields.size())) : List.<byte[]>of();
    return new Content(fields.get(0), fields.get(1), fields.get(2), metadata,
        isNil(parts) ? Map.of() : Slices.map(parts), rest);
  }

  private static Content version2(List<byte[]> fields) {
    if (fields.size() < 7) throw new DamagedRecord("its content has too few fields");
    var metadata = Slices.join(fields.subList(1, 5));
    return new Content(
        fields.get(0), fields.get(5), fields.get(6), metadata, Map.of(), List.of());
  }

  private static Content version1(Map<String, byte[]> fields) {
    var device = Slices.map(fields.get("device"));
    var metadata = Slices.join(List.of(fields.get("createdBy"), fields.get("door"),
        device.get("browser"), device.get("system")));
    return new Content(fields.get("user"), fields.get("lifetime"), fields.get("data"), metadata,
        Map.of(), List.of());
  }

  private static boolean isNil(byte[] packed) {
    return packed.length == 1 && packed[0] == Slices.NIL[0];
  }
}
