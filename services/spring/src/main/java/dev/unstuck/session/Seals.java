package dev.unstuck.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens the app's cookie, which iron-session seals ({@code Fe26.2}): AES-256-CBC, and HMAC-SHA-256
 * over all of it, each under a key derived from the password and a salt.
 */
public final class Seals {
  /** The one form that the app writes. The part behind the tilde is not authenticated. */
  private static final Pattern SHAPE = Pattern.compile("Fe26\\.2\\*([\\w*-]+)~2");

  /** Milliseconds by which the clock of the node that sealed may be behind. */
  private static final long CLOCKS_DIFFER = 60_000;

  private final Map<String, char[]> passwords = new HashMap<>();
  private final JsonMapper json = new JsonMapper();

  /** @param keys as SESSION_SEAL_KEYS has them; each opens */
  public Seals(List<String> keys) {
    for (var key : keys) {
      var hash = Crypto.sha256("seal key id".getBytes(UTF_8), key.getBytes(UTF_8));
      var number = ByteBuffer.wrap(hash).getInt() & 0xffff_ffffL;
      passwords.put(Long.toString(number), key.toCharArray());
    }
  }

  /** The token in a cookie's value; empty if this site didn't seal the value. No round trip. */
  public Optional<Token> unseal(String cookie) {
    if (!SHAPE.matcher(cookie).matches()) return Optional.empty();
    try {
      return opened(cookie.substring(0, cookie.length() - 2)).flatMap(this::tokenIn);
    } catch (GeneralSecurityException | IllegalArgumentException altered) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> opened(String seal) throws GeneralSecurityException {
    // Fe26.2, the password's number, salt, iv, sealed, end, salt of the MAC, MAC.
    var fields = seal.split("\\*", -1);
    if (fields.length != 8 || isExpired(fields[5])) return Optional.empty();
    var password = passwords.get(fields[1]);
    if (password == null) return Optional.empty();
    var authenticated = seal.substring(0, seal.length() - fields[6].length() - fields[7].length() - 2);
    var mac = Crypto.hmacSha256(derived(password, fields[6]), authenticated.getBytes(UTF_8));
    var expected = Base64.getUrlEncoder().withoutPadding().encode(mac);
    if (!MessageDigest.isEqual(expected, fields[7].getBytes(UTF_8))) return Optional.empty();
    var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    var key = new SecretKeySpec(derived(password, fields[2]), "AES");
    cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(bytes(fields[3])));
    return Optional.of(cipher.doFinal(bytes(fields[4])));
  }

  private static boolean isExpired(String end) {
    if (end.isEmpty()) return false;
    return !end.matches("\\d{1,18}")
        || Long.parseLong(end) <= System.currentTimeMillis() - CLOCKS_DIFFER;
  }

  private Optional<Token> tokenIn(byte[] content) {
    try {
      var token = json.readTree(content).path("token");
      return token.isString() ? Token.parse(token.stringValue()) : Optional.empty();
    } catch (JacksonException other) {
      return Optional.empty();
    }
  }

  private static byte[] derived(char[] password, String salt) throws GeneralSecurityException {
    var spec = new PBEKeySpec(password, salt.getBytes(UTF_8), 1, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
