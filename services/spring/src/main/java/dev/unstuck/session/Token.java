package dev.unstuck.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of the app's cookie: {@code <tag>.<id>.<secret>}, with a region before it where a
 * site has several deployments. The tag finds the keys, the id finds the record, and the secret
 * (256 bits) is the proof.
 *
 * @param region null where there is none
 * @param id public: may be shown and logged
 * @param secret never shown, logged or sent to Redis
 */
public record Token(String region, String tag, String id, byte[] secret) {
  private static final Pattern SHAPE =
      Pattern.compile("(?:([a-z0-9-]{1,16})\\.)?([\\w-]{16})\\.([\\w-]{22})\\.([\\w-]{43})");

  /** Reads a token; empty for a text that doesn't have its form. No round trip. */
  public static Optional<Token> parse(String text) {
    var match = SHAPE.matcher(text);
    if (!match.matches()) return Optional.empty();
    var secret = Base64.getUrlDecoder().decode(match.group(4));
    return Optional.of(new Token(match.group(1), match.group(2), match.group(3), secret));
  }

  /**
   * The bytes that a bound verifier covers. They have a fixed length, so no two tokens share them
   * in another split.
   */
  byte[] bound() {
    return Bytes.join((tag + "." + id + ".").getBytes(StandardCharsets.UTF_8), secret);
  }

  /** The text leaves out the secret: a record's own text would put it into logs. */
  @Override
  public String toString() {
    return "Token[" + id + "]";
  }
}
