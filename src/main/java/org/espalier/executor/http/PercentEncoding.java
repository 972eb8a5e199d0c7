package org.espalier.executor.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as browsers do it (URL Standard, section 1.3): a percent sign stays. */
enum PercentEncoding {
  PATH("\"#<>?^`{}"),
  QUERY("\"#<>'"),
  /** What {@link java.net.URI} refuses besides. */
  STRICT("\"#<>?^`{}'|[]\\");

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final String encoded;

  PercentEncoding(String encoded) {
    this.encoded = encoded;
  }

  String encode(String text) {
    StringBuilder url = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (c > ' ' && c < 0x7f && encoded.indexOf(c) < 0) {
                url.append((char) c);
              } else {
                append(url, c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
              }
            });
    return url.toString();
  }

  private static void append(StringBuilder url, int codePoint) {
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      url.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
    }
  }

  /** Undoes it; a percent sign without two hexadecimal digits stays. */
  static byte[] decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      boolean isEncoded = bytes[i] == '%' && low >= 0;
      plain.write(isEncoded ? high << 4 | low : bytes[i]);
      i += isEncoded ? 2 : 0;
    }
    return plain.toByteArray();
  }
}
