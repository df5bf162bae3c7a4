package dev.unstuck.session;

import static dev.unstuck.session.Vectors.hex;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads or writes the records of the table of all languages (services/languages.test.ts). The
 * arguments are {@code read} or {@code write}, and two files of JSON: one with the
 * rows, and one for the answers.
 */
public final class Table {
  private static final JsonMapper JSON = new JsonMapper();

  private Table() {}

  public static void main(String[] arguments) {
    var asked = JSON.readTree(Path.of(arguments[1]).toFile());
    var envelopes = new Envelopes(Vectors.texts(asked.path("ring")));
    var answers = new ArrayList<>();
    for (var row : asked.path("rows"))
      answers.add(arguments[0].equals("write") ? write(row, envelopes) : read(row, envelopes));
    JSON.writeValue(Path.of(arguments[2]).toFile(), answers);
  }

  private static String write(JsonNode row, Envelopes envelopes) {
    var from = row.path("content");
    var parts = new LinkedHashMap<String, byte[]>();
    from.path("parts").properties().forEach(part -> parts.put(part.getKey(), packed(part.getValue())));
    var content = new Content(packed(from.path("user")), packed(from.path("lifetime")),
        packed(from.path("data")), packed(from.path("metadata")), parts, List.of());
    return hex(envelopes.seal(content.packed(), row.path("id").stringValue()));
  }

  private static Object read(JsonNode row, Envelopes envelopes) {
    try {
      var envelope = StoredRecord.of(hex(row.path("record"))).envelope();
      var content = envelopes.open(envelope, row.path("id").stringValue()).orElse(null);
      return content == null ? "none" : VectorsTest.asInVectors(content);
    } catch (UnknownFormat unknown) {
      return "UnknownFormat";
    } catch (DamagedRecord damaged) {
      return "Damaged";
    }
  }

  private static byte[] packed(JsonNode value) {
    return MsgPack.pack(plain(JSON.treeToValue(value, Object.class)));
  }

  /** Bytes as the vectors write them. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      if (map.get("$bytes") instanceof String bytes) return Base64.getDecoder().decode(bytes);
      var all = new LinkedHashMap<>();
      map.forEach((name, one) -> all.put(name, plain(one)));
      return all;
    }
    return value instanceof List<?> list ? list.stream().map(Table::plain).toList() : value;
  }
}
