package org.espalier.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an API key: {@code esp_<id>_<secret>}, 12 and 64 hexadecimal digits. The secret is
 * 256 random bits, so that its plain hash needs no salt and no slowness.
 */
final class KeyText {
  private static final Pattern FORM = Pattern.compile("esp_([0-9a-f]{12})_[0-9a-f]{64}");
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyText() {}

  /** A new key. */
  static String create() {
    return "esp_" + digits(ID_BYTES) + "_" + digits(SECRET_BYTES);
  }

  private static String digits(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The id in a key; empty when the text has not the form of one. */
  static Optional<String> idOf(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** SHA-256, as 64 hexadecimal digits. */
  static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares hashes in the same time whether they are equal or not. */
  static boolean isSame(String hash, String other) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
