package dev.unstuck.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * Packed values cut out of packed arrays and maps, and put together again. A value that is only
 * carried along stays as it is, byte for byte, whatever wrote it.
 */
final class Slices {
  static final byte[] NIL = {(byte) 0xc0};

  private Slices() {}

  /** @throws DamagedRecord if this is no array, or was cut short */
  static List<byte[]> array(byte[] packed) {
    return read(packed, unpacker -> {
      var length = unpacker.unpackArrayHeader();
      var slices = new ArrayList<byte[]>();
      for (int nth = 0; nth < length; nth += 1) slices.add(next(packed, unpacker));
      return slices;
    });
  }

  /** @throws DamagedRecord if this is no map with strings as keys, or was cut short */
  static Map<String, byte[]> map(byte[] packed) {
    return read(packed, unpacker -> {
      var length = unpacker.unpackMapHeader();
      var slices = new LinkedHashMap<String, byte[]>();
      for (int nth = 0; nth < length; nth += 1)
        slices.put(unpacker.unpackString(), next(packed, unpacker));
      return slices;
    });
  }

  static byte[] join(List<byte[]> slices) {
    return packed(packer -> {
      packer.packArrayHeader(slices.size());
      for (var slice : slices) packer.addPayload(slice);
    });
  }

  static byte[] join(Map<String, byte[]> slices) {
    return packed(packer -> {
      packer.packMapHeader(slices.size());
      for (var entry : slices.entrySet())
        packer.packString(entry.getKey()).addPayload(entry.getValue());
    });
  }

  private static byte[] next(byte[] packed, MessageUnpacker unpacker) throws IOException {
    var from = (int) unpacker.getTotalReadBytes();
    unpacker.skipValue();
    return Arrays.copyOfRange(packed, from, (int) unpacker.getTotalReadBytes());
  }

  private interface Reading<T> {
    T from(MessageUnpacker unpacker) throws IOException;
  }

  private static <T> T read(byte[] packed, Reading<T> reading) {
    try (var unpacker = MessagePack.newDefaultUnpacker(packed)) {
      return reading.from(unpacker);
    } catch (IOException | MessagePackException other) {
      throw new DamagedRecord("its content has another form", other);
    }
  }

  private interface Writing {
    void to(MessageBufferPacker packer) throws IOException;
  }

  private static byte[] packed(Writing writing) {
    try (var packer = MessagePack.newDefaultBufferPacker()) {
      writing.to(packer);
      return packer.toByteArray();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
