package org.espalier.executor.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** The opening handshake of a client (RFC 6455 section 4.1). */
final class Handshake {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int SWITCHING_PROTOCOLS = 101;

  private final WebSocketRequest request;
  private final String key;

  Handshake(WebSocketRequest request) {
    this.request = request;
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    key = Base64.getEncoder().encodeToString(nonce);
  }

  /**
   * Asks the peer and reads its answer.
   *
   * @return the subprotocol it chose; empty for none
   * @throws HandshakeException when it refuses
   */
  String agree(InputStream in, OutputStream out) throws IOException {
    out.write(text().getBytes(StandardCharsets.US_ASCII));
    out.flush();
    HttpHead head = HttpHead.read(in);
    if (head.status() != SWITCHING_PROTOCOLS) {
      throw new HandshakeException(head, refusal(head));
    }
    check(head);
    return head.header("Sec-WebSocket-Protocol");
  }

  private String text() {
    StringBuilder text = new StringBuilder("GET ");
    text.append(request.url().pathAndQuery()).append(" HTTP/1.1\r\n");
    Map<String, String> given = request.opening().headers();
    if (!given.containsKey("Host")) {
      line(text, "Host", request.url().authority());
    }
    line(text, "Upgrade", "websocket");
    line(text, "Connection", "Upgrade");
    line(text, "Sec-WebSocket-Key", key);
    line(text, "Sec-WebSocket-Version", "13");
    if (!request.opening().subprotocols().isEmpty()) {
      line(text, "Sec-WebSocket-Protocol", String.join(", ", request.opening().subprotocols()));
    }
    given.forEach((name, value) -> line(text, name, value));
    return text.append("\r\n").toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private static String refusal(HttpHead head) {
    if (head.status() >= 300 && head.status() < 400) {
      return "the peer redirects to %s; give that address in inputs.url"
          .formatted(head.header("Location"));
    }
    return "the peer refuses with HTTP status %d".formatted(head.status());
  }

  private void check(HttpHead head) throws ProtocolException {
    if (!head.header("Upgrade").equalsIgnoreCase("websocket")
        || !head.header("Connection").toLowerCase(Locale.ROOT).contains("upgrade")) {
      throw ProtocolException.broken("the peer switches to something that is not WebSocket");
    }
    if (!head.header("Sec-WebSocket-Accept").equals(accept())) {
      throw ProtocolException.broken("the peer's Sec-WebSocket-Accept does not fit the key");
    }
    if (!head.header("Sec-WebSocket-Extensions").isEmpty()) {
      throw ProtocolException.broken("the peer uses an extension that was not offered");
    }
    String chosen = head.header("Sec-WebSocket-Protocol");
    if (!chosen.isEmpty() && !request.opening().subprotocols().contains(chosen)) {
      throw ProtocolException.broken("the peer chose a subprotocol that was not offered");
    }
  }

  private String accept() {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
