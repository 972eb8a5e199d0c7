package org.espalier.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept HTTP/1.1 connection. Only what the benchmark needs, because client and server share the
 * cores: a request is bytes made beforehand. For one thread at a time.
 */
final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 300_000;
  private static final int BUFFER_BYTES = 64 << 10;

  /** A server closes connections that nobody uses; ours after 30 s. */
  private static final long MAX_IDLE_NANOS = 10_000_000_000L;

  private final Socket socket;
  private final InputStream in;
  private long usedAt;
  private boolean isClosing;

  Wire(URI base) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
  }

  /** The bytes of a request that submits and runs what {@code json} says. */
  static byte[] submission(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /api/trees?run=true HTTP/1.1\r\n"
            + Headers.OF_ALL
            + "Content-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length);
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** The bytes of a request without a body. */
  static byte[] request(String method, String path) {
    String length = method.equals("GET") ? "" : "Content-Length: 0\r\n";
    return "%s %s HTTP/1.1\r\n%s%s\r\n"
        .formatted(method, path, Headers.OF_ALL, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends a request and reads the answer's body.
   *
   * @throws IllegalStateException when the status is not 2xx
   */
  byte[] exchange(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String status = line();
    long length = 0;
    boolean isChunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).trim());
      }
      isClosing |= lower.equals("connection: close");
      isChunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    usedAt = System.nanoTime();
    byte[] body = isChunked ? chunks() : in.readNBytes(Math.toIntExact(length));
    if (!status.startsWith("HTTP/1.1 2")) {
      throw new IllegalStateException(status + "\n" + new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  /** Whether another request may be sent. */
  boolean isUsable() {
    return !isClosing && System.nanoTime() - usedAt < MAX_IDLE_NANOS;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().trim(), 16);
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
