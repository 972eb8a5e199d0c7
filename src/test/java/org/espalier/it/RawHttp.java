package org.espalier.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests that no client would send, byte by byte, each on a connection of its own. */
final class RawHttp {
  private static final int BOUND_MILLIS = 60_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})\\b.*");

  private final URI server;

  RawHttp(URI server) {
    this.server = server;
  }

  /** What came back until the server closed; empty when it closed without a word. */
  record Answer(String text) {
    /** The status; 0 when there is none of HTTP/1.1. */
    int status() {
      Matcher matcher = STATUS.matcher(text.lines().findFirst().orElse(""));
      return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    String head() {
      return text.split("\r\n\r\n", 2)[0];
    }

    /** The value of a header; empty when it is not there. */
    String header(String name) {
      return head()
          .lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    int statusLines() {
      return text.split("HTTP/1\\.1 \\d{3}", -1).length - 1;
    }
  }

  /**
   * Sends a request whose lines are separated by {@code \n}, and reads until the server closes.
   * {@code HOST} stands for the server's host and port.
   */
  Answer send(String request) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes(request));
      socket.getOutputStream().flush();
      return new Answer(rest(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(request, e);
    }
  }

  /** A request with {@code Connection: close}. */
  Answer send(String method, String path, String headers, String body) {
    return send(
        "%s %s HTTP/1.1\nHost: HOST\nConnection: close\n%s\n%s"
            .formatted(method, path, headers, body));
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(BOUND_MILLIS);
    return socket;
  }

  byte[] bytes(String request) {
    return request
        .replace("HOST", server.getAuthority())
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All that still comes; a reset of the connection ends it too. */
  static String rest(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketException e) {
      return all.toString(StandardCharsets.ISO_8859_1);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
