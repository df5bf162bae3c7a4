package dev.unstuck.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the value that Redis keeps in place of a token's secret: a key's id (2 bytes) and half an
 * HMAC-SHA-256 (16 bytes). Records of layout 1 hold HMAC(key, secret), and those of layout 2 hold
 * HMAC(key, tag.id.secret), each under a key of its own. A script therefore compares both without
 * knowing which one a record has.
 */
final class Verifiers {
  private static final int HASH_LENGTH = 16;
  private final KeyRing unbound;
  private final KeyRing bound;

  /** @throws IllegalArgumentException as {@link KeyRing} does */
  Verifiers(List<String> peppers) {
    unbound = new KeyRing(peppers, "pepper");
    bound = new KeyRing(peppers, "bound pepper");
  }

  /**
   * All values that may stand in this token's record: two for each pepper, the first pepper's
   * first.
   */
  List<byte[]> all(Token token) {
    var verifiers = new ArrayList<byte[]>();
    for (int nth = 0; nth < unbound.all().size(); nth += 1) {
      verifiers.add(verifier(unbound.all().get(nth), token.secret()));
      verifiers.add(verifier(bound.all().get(nth), token.bound()));
    }
    return verifiers;
  }

  /** The value that a new record of layout 2 holds. */
  byte[] written(Token token) {
    return verifier(bound.first(), token.bound());
  }

  private static byte[] verifier(RingKey pepper, byte[] proof) {
    var hash = Crypto.hmacSha256(pepper.key(), proof);
    return Bytes.join(pepper.id(), Arrays.copyOf(hash, HASH_LENGTH));
  }
}
