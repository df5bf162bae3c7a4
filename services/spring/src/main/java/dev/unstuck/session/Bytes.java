package dev.unstuck.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes as Redis takes them. */
final class Bytes {
  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] of(long number) {
    return of(Long.toString(number));
  }

  static byte[] join(byte[]... pieces) {
    var joined = new ByteArrayOutputStream();
    for (var piece : pieces) joined.writeBytes(piece);
    return joined.toByteArray();
  }
}
