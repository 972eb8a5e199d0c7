package org.espalier.executor.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a message: the same in every attempt of its task in a run, and in no other. */
final class MessageId {
  private static final int DIGITS = 40;

  private MessageId() {}

  static String of(String idempotencyKey, String domain) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(idempotencyKey.getBytes(StandardCharsets.UTF_8));
      return "<%s.espalier@%s>"
          .formatted(HexFormat.of().formatHex(digest).substring(0, DIGITS), domain);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
