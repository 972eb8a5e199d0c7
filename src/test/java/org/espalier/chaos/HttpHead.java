package org.espalier.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request as far as {@link Witness} looks at it. Immutable. */
final class HttpHead {
  private final String path;
  private final String query;
  private final Map<String, String> headers;
  private final String body;

  private HttpHead(String target, Map<String, String> headers, String body) {
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? "" : target.substring(mark + 1);
    this.headers = headers;
    this.body = body;
  }

  /**
   * Reads one request to the end of its body.
   *
   * @throws IOException when the other side hangs up before that
   */
  static HttpHead read(InputStream in) throws IOException {
    String target = line(in).split(" ")[1];
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return new HttpHead(target, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** A part of the path, the first being 1. */
  String segment(int place) {
    return path.split("/")[place];
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** A number of the query; 0 when it is not there. */
  int number(String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return Integer.parseInt(pair.substring(name.length() + 1));
      }
    }
    return 0;
  }

  String body() {
    return body;
  }
}
