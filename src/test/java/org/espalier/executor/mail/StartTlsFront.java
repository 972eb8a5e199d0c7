package org.espalier.executor.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that wants STARTTLS, in front of one that knows nothing of it (RFC 3207). */
final class StartTlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final SSLContext tls;
  private final int port;

  /** In front of the server at that port of the loopback address. */
  StartTlsFront(SSLContext tls, int port) throws IOException {
    this.tls = tls;
    this.port = port;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "test-server-starttls");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      say(client, line(server.getInputStream()));
      while (!line(client.getInputStream()).equals("STARTTLS")) {
        say(client, "250-front\r\n250 STARTTLS");
      }
      say(client, "220 go ahead");
      SSLSocket secure =
          (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
      secure.setUseClientMode(false);
      start(() -> pump(server, secure));
      pump(secure, server);
    } catch (IOException e) {
      return;
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("hung up");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
