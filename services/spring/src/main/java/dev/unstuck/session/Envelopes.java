package dev.unstuck.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens what sessions hold, with AES-256-GCM under a ring of keys. An envelope: version
 * (1 byte), codec (1), key id (2), nonce (12), tag (16), then the sealed content. The first four
 * bytes and the session's id are additional data, so an envelope that was moved to another
 * session, or relabeled, doesn't open.
 */
final class Envelopes {
  private static final int LABEL = 4;
  private static final int NONCE_END = 16;
  private static final int HEAD = 32;
  private static final byte VERSION = 3;
  private static final byte PLAIN = 1;
  private static final byte DEFLATED = 2;
  /** Below this, deflate saves nothing on msgpack of such data. */
  private static final int WORTH_DEFLATING = 512;

  private final KeyRing ring;
  private final SecureRandom random = new SecureRandom();

  /** @throws IllegalArgumentException as {@link KeyRing} does */
  Envelopes(List<String> keys) {
    ring = new KeyRing(keys, "envelope");
  }

  /** The write of a session that this is: each write has another nonce. */
  static byte[] nonceOf(byte[] envelope) {
    return Arrays.copyOfRange(envelope, LABEL, NONCE_END);
  }

  /**
   * Seals a content as version 3.
   *
   * @throws SessionTooLarge when it is over a limit, before compression or after
   */
  byte[] seal(byte[] content, String id) {
    if (content.length > Policy.MAX_PLAIN_BYTES)
      throw new SessionTooLarge(content.length, Policy.MAX_PLAIN_BYTES, "before compression");
    var small = content.length > WORTH_DEFLATING ? Deflate.compress(content) : content;
    var isDeflated = small.length < content.length * 0.9;
    var plain = isDeflated ? small : content;
    if (HEAD + plain.length > Policy.MAX_BYTES)
      throw new SessionTooLarge(HEAD + plain.length, Policy.MAX_BYTES, "in Redis");
    var key = ring.first();
    var codec = isDeflated ? DEFLATED : PLAIN;
    var label = Bytes.join(new byte[] {VERSION, codec}, key.id());
    var nonce = new byte[NONCE_END - LABEL];
    random.nextBytes(nonce);
    var sealed = crypt(Cipher.ENCRYPT_MODE, key, label, nonce, id, plain);
    // Java puts the tag behind the sealed bytes.
    var tag = Arrays.copyOfRange(sealed, plain.length, sealed.length);
    return Bytes.join(label, nonce, tag, Arrays.copyOf(sealed, plain.length));
  }

  /**
   * Opens an envelope. It is empty if its key was dropped from the ring. By dropping a key, an
   * operator ends everything that it sealed.
   *
   * @throws UnknownFormat for another build's version or codec
   * @throws DamagedRecord when it was altered or moved from another session
   */
  Optional<Content> open(byte[] envelope, String id) {
    if (envelope.length < HEAD) throw new DamagedRecord("its envelope is cut short");
    int version = envelope[0];
    if (version < 1 || version > VERSION) throw new UnknownFormat("format version " + version);
    var label = Arrays.copyOf(envelope, LABEL);
    return ring.find(Arrays.copyOfRange(label, 2, LABEL)).map(key -> {
      var tag = Arrays.copyOfRange(envelope, NONCE_END, HEAD);
      var sealed = Bytes.join(Arrays.copyOfRange(envelope, HEAD, envelope.length), tag);
      var bytes = crypt(Cipher.DECRYPT_MODE, key, label, nonceOf(envelope), id, sealed);
      return Content.read(version, expanded(envelope[1], bytes));
    });
  }

  private static byte[] expanded(byte codec, byte[] bytes) {
    return switch (codec) {
      case PLAIN -> bytes;
      case DEFLATED -> Deflate.expand(bytes, Policy.UNPACKED_LIMIT);
      default -> throw new UnknownFormat("codec " + codec);
    };
  }

  private static byte[] crypt(
      int mode, RingKey key, byte[] label, byte[] nonce, String id, byte[] input) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key.key(), "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(label);
      cipher.updateAAD(id.getBytes(UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException altered) {
      throw new DamagedRecord("its envelope was altered or moved from another session", altered);
    }
  }
}
