package org.espalier.executor.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.espalier.executor.http.HttpReply.Answer;

/** Reads a response to its end. */
final class AnswerReader {
  private AnswerReader() {}

  /** Reads a response; the body of one whose redirect will be followed is left alone. */
  static Answer read(ClassicHttpResponse response, Hop hop, HttpCall call) throws IOException {
    String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
    Answer head = new Answer(hop, response.getCode(), reason, headers(response), new byte[0]);
    HttpEntity entity = response.getEntity();
    if (entity == null || call.followRedirects() && head.redirect().isPresent()) {
      return head;
    }
    byte[] body = body(entity, head.header("content-encoding"), call.maxBytes());
    return new Answer(hop, head.status(), reason, head.headers(), body);
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue().replace('\0', ' ');
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(value);
    }
    return headers;
  }

  private static byte[] body(HttpEntity entity, String encoding, int maxBytes) throws IOException {
    InputStream content = entity.getContent();
    if (content == null) {
      return new byte[0];
    }
    InputStream plain = ContentDecoding.of(encoding).decode(content);
    byte[] body = plain.readNBytes(maxBytes);
    if (body.length == maxBytes && plain.read() >= 0) {
      throw new ResponseTooLargeException(maxBytes);
    }
    plain.close();
    return body;
  }
}
