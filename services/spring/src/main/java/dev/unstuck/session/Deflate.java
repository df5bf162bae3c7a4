package dev.unstuck.session;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw deflate (RFC 1951), as contents are compressed. */
final class Deflate {
  private Deflate() {}

  static byte[] compress(byte[] plain) {
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      var compressed = new ByteArrayOutputStream();
      var buffer = new byte[1024];
      while (!deflater.finished()) compressed.write(buffer, 0, deflater.deflate(buffer));
      return compressed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** @throws DamagedRecord if the bytes aren't deflated, or take more than {@code limit} bytes */
  static byte[] expand(byte[] compressed, int limit) {
    var inflater = new Inflater(true);
    try {
      inflater.setInput(compressed);
      var plain = new ByteArrayOutputStream();
      var buffer = new byte[4096];
      while (!inflater.finished()) {
        var length = inflater.inflate(buffer);
        if (length == 0 && (inflater.needsInput() || inflater.needsDictionary()))
          throw new DamagedRecord("its compressed content is cut short");
        plain.write(buffer, 0, length);
        if (plain.size() > limit) throw new DamagedRecord("its content takes more than " + limit + " bytes");
      }
      return plain.toByteArray();
    } catch (DataFormatException damaged) {
      throw new DamagedRecord("its content is not deflated", damaged);
    } finally {
      inflater.end();
    }
  }
}
