package dev.unstuck.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Secrets of which the first seals and every one opens. To rotate: put the new secret last on every
 * node, then first, then drop the old one when everything that it sealed may end.
 */
final class KeyRing {
  private static final int SHORTEST = 32;
  private final List<RingKey> all;

  /**
   * @param secrets at least 32 characters each
   * @param purpose keeps keys for different uses apart, should one secret be set for two
   * @throws IllegalArgumentException when there is none, one is too short, or two share a name
   */
  KeyRing(List<String> secrets, String purpose) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException(
          "The ring of " + purpose + " keys is empty: set at least one.");
    }
    all = secrets.stream().map(secret -> keyOf(secret, purpose)).toList();
    var names = all.stream().map(key -> HexFormat.of().formatHex(key.id()));
    if (names.collect(Collectors.toSet()).size() < all.size()) {
      throw new IllegalArgumentException(
          "Two " + purpose + " keys are the same or share a key id: replace one of them.");
    }
  }

  List<RingKey> all() {
    return all;
  }

  RingKey first() {
    return all.get(0);
  }

  /** The key that this id names; empty if it was dropped. */
  Optional<RingKey> find(byte[] id) {
    return all.stream().filter(key -> Arrays.equals(key.id(), id)).findFirst();
  }

  private static RingKey keyOf(String secret, String purpose) {
    var bytes = secret.getBytes(UTF_8);
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException(
          "A " + purpose + " key has fewer than " + SHORTEST
              + " characters: make one with `openssl rand -base64 32`.");
    }
    var key = Crypto.hkdfSha256(bytes, ("unstuck " + purpose).getBytes(UTF_8));
    return new RingKey(Arrays.copyOf(Crypto.sha256("key id".getBytes(UTF_8), key), 2), key);
  }
}
