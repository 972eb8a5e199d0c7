package org.espalier.executor.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * A response read to its end.
 *
 * @param hop the request it answers
 * @param reason the words beside the status; may be empty
 * @param headers names in lower case; repeated ones joined by a comma
 * @param body decompressed
 */
record Response(Hop hop, int status, String reason, Map<String, String> headers, byte[] body) {

  /** Reads a response; the body of one whose redirect will be followed is left alone. */
  static Response read(ClassicHttpResponse response, Hop hop, RestRequest request)
      throws IOException {
    String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
    Response head = new Response(hop, response.getCode(), reason, headers(response), new byte[0]);
    HttpEntity entity = response.getEntity();
    if (entity == null || request.followRedirects() && head.redirect().isPresent()) {
      return head;
    }
    byte[] body = body(entity, head.headers(), request.maxResponseBytes());
    return new Response(hop, head.status(), reason, head.headers(), body);
  }

  private static Map<String, String> headers(ClassicHttpResponse response) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue().replace('\0', ' ');
      headers.merge(header.getName().toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private static byte[] body(HttpEntity entity, Map<String, String> headers, int maxBytes)
      throws IOException {
    InputStream content = entity.getContent();
    if (content == null) {
      return new byte[0];
    }
    InputStream plain =
        ContentDecoding.of(headers.getOrDefault("content-encoding", "")).decode(content);
    byte[] body = plain.readNBytes(maxBytes);
    if (body.length == maxBytes && plain.read() >= 0) {
      throw new ResponseTooLargeException(maxBytes);
    }
    plain.close();
    return body;
  }

  /** Where the response sends the client to; empty when it does not. */
  Optional<String> redirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> Optional.ofNullable(headers.get("location"));
      default -> Optional.empty();
    };
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
