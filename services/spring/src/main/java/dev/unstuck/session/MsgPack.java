package dev.unstuck.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/**
 * MessagePack for the values that services keep: JSON's values and bytes, so that every language
 * reads them. Numbers are those of JavaScript, which has one kind. A whole number is read as
 * {@link Long}, however it was written, and any other as {@link Double}.
 */
public final class MsgPack {
  /** Up to here, JavaScript tells every whole number from the next. */
  private static final long MOST = (1L << 53) - 1;

  private MsgPack() {}

  /**
   * Packs a value.
   *
   * @throws NotStorable naming the class of a value that is neither JSON's nor bytes
   */
  public static byte[] pack(Object value) {
    try (var packer = MessagePack.newDefaultBufferPacker()) {
      pack(packer, value);
      return packer.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * Unpacks a value: null, Boolean, Long, Double, String, byte[], List or Map. A time of
   * MessagePack is an {@link java.time.Instant}. Any other value that JSON doesn't have is null.
   */
  public static Object unpack(byte[] packed) {
    try (var unpacker = MessagePack.newDefaultUnpacker(packed)) {
      return plain(unpacker.unpackValue());
    } catch (IOException cutShort) {
      throw new UncheckedIOException(cutShort);
    }
  }

  private static void pack(MessageBufferPacker packer, Object value) throws IOException {
    if (value == null) packer.packNil();
    else if (value instanceof String text) packer.packString(text);
    else if (value instanceof Boolean truth) packer.packBoolean(truth);
    else if (value instanceof Long || value instanceof Integer || value instanceof Short
        || value instanceof Byte) packWhole(packer, ((Number) value).longValue());
    else if (value instanceof Double || value instanceof Float)
      packer.packDouble(((Number) value).doubleValue());
    else if (value instanceof byte[] bytes) packer.packBinaryHeader(bytes.length).writePayload(bytes);
    else if (value instanceof List<?> list) {
      packer.packArrayHeader(list.size());
      for (var one : list) pack(packer, one);
    } else if (value instanceof Map<?, ?> map) packMap(packer, map);
    else throw new NotStorable(value.getClass());
  }

  /**
   * Packs as msgpackr does: a 64-bit integer would reach JavaScript as a BigInt, which is no
   * number.
   */
  private static void packWhole(MessageBufferPacker packer, long number) throws IOException {
    if (Math.abs(number) > MOST) throw new NotStorable(number);
    if (number >= Integer.MIN_VALUE && number <= 0xffff_ffffL) packer.packLong(number);
    else packer.packDouble(number);
  }

  private static void packMap(MessageBufferPacker packer, Map<?, ?> map) throws IOException {
    packer.packMapHeader(map.size());
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) throw new NotStorable(Map.class);
      packer.packString(name);
      pack(packer, entry.getValue());
    }
  }

  private static Object number(double number) {
    var isWhole = number == Math.rint(number) && Math.abs(number) <= MOST;
    return isWhole ? (Object) (long) number : number;
  }

  private static Object plain(Value value) {
    return switch (value.getValueType()) {
      case NIL -> null;
      case EXTENSION -> value.isTimestampValue() ? value.asTimestampValue().toInstant() : null;
      case BOOLEAN -> value.asBooleanValue().getBoolean();
      case INTEGER -> {
        var integer = value.asIntegerValue();
        yield integer.isInLongRange() ? (Object) integer.asLong() : integer.toDouble();
      }
      case FLOAT -> number(value.asFloatValue().toDouble());
      case STRING -> value.asStringValue().asString();
      case BINARY -> value.asBinaryValue().asByteArray();
      case ARRAY -> {
        var list = new ArrayList<>();
        for (var one : value.asArrayValue()) list.add(plain(one));
        yield list;
      }
      case MAP -> {
        var map = new LinkedHashMap<String, Object>();
        for (var entry : value.asMapValue().entrySet())
          map.put(String.valueOf(plain(entry.getKey())), plain(entry.getValue()));
        yield map;
      }
    };
  }
}
