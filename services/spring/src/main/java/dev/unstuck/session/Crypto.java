package dev.unstuck.session;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hashes of the protocol. Every Java platform has them, so none can be missing. */
final class Crypto {
  private Crypto() {}

  static byte[] sha256(byte[]... pieces) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var piece : pieces) digest.update(piece);
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] hmacSha256(byte[] key, byte[]... pieces) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (var piece : pieces) mac.update(piece);
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * HKDF (RFC 5869) without a salt, which stands for 32 zeros, and for the 32 bytes of one block.
   */
  static byte[] hkdfSha256(byte[] secret, byte[] info) {
    var extracted = hmacSha256(new byte[32], secret);
    return Arrays.copyOf(hmacSha256(extracted, info, new byte[] {1}), 32);
  }
}
