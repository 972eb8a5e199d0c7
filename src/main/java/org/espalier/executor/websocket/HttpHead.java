package org.espalier.executor.websocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status and headers of an HTTP/1.1 response.
 *
 * @param status 100 to 999
 * @param headers their names without regard to case; several of a name are joined by commas
 */
record HttpHead(int status, Map<String, String> headers) {
  private static final int MAX_BYTES = 64 << 10;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");

  /** Reads up to the empty line and nothing beyond it. */
  static HttpHead read(InputStream in) throws IOException {
    String[] lines = text(in).split("\r?\n");
    Matcher status = STATUS_LINE.matcher(lines[0]);
    if (!status.matches()) {
      throw ProtocolException.broken("the peer does not answer in HTTP/1.1");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.merge(
            lines[i].substring(0, colon).strip(),
            lines[i].substring(colon + 1).strip(),
            (first, second) -> first + ", " + second);
      }
    }
    return new HttpHead(Integer.parseInt(status.group(1)), headers);
  }

  private static String text(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the peer hung up during the handshake");
      }
      if (next != '\r') {
        newlines = next == '\n' ? newlines + 1 : 0;
      }
      head.write(next);
      if (head.size() > MAX_BYTES) {
        throw ProtocolException.broken("the peer's answer to the handshake does not end");
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** A header's value; empty when it is missing. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
