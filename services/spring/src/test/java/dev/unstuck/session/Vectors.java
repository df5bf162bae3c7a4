package dev.unstuck.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The protocol's test vectors, which every implementation reads from where the store has them. */
final class Vectors {
  private static final Path FOLDER = Path.of("../../lib/session/vectors");
  private static final JsonMapper JSON = new JsonMapper();

  private Vectors() {}

  /** A test for each case of a file that has this field. */
  static Stream<DynamicTest> of(String file, String field, Consumer<JsonNode> test) {
    var cases = JSON.readTree(FOLDER.resolve(file + ".json").toFile()).path("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .filter(one -> one.has(field))
        .map(one -> DynamicTest.dynamicTest(one.path("name").stringValue(), () -> test.accept(one)));
  }

  static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::stringValue).toList();
  }

  static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.stringValue());
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A value as the vectors write it, to be compared with one of them. */
  static JsonNode asInVectors(Object value) {
    return JSON.readTree(JSON.writeValueAsString(written(value)));
  }

  private static Object written(Object value) {
    if (value instanceof byte[] bytes)
      return Map.of("$bytes", Base64.getEncoder().encodeToString(bytes));
    if (value instanceof List<?> list) {
      var all = new ArrayList<>();
      for (var one : list) all.add(written(one));
      return all;
    }
    if (value instanceof Map<?, ?> map) {
      var all = new LinkedHashMap<>();
      map.forEach((name, one) -> all.put(name, written(one)));
      return all;
    }
    return value;
  }
}
