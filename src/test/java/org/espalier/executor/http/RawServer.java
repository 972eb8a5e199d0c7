package org.espalier.executor.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A server that misbehaves on the level of bytes, each connection on a thread of its own. */
public final class RawServer implements AutoCloseable {
  /** What is done with a connection whose first request's head was read. */
  @FunctionalInterface
  public interface Behaviour {
    void serve(Socket socket) throws Exception;
  }

  private final ServerSocket listener;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch hungUp = new CountDownLatch(1);
  private volatile Optional<UnaryOperator<String>> byHead = Optional.empty();
  private final AtomicInteger connections = new AtomicInteger();

  public RawServer(Behaviour behaviour) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("test-server-accept", () -> accept(behaviour));
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Behaviour behaviour) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        start("test-server-connection", () -> serve(socket, behaviour));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Answers each connection's first request by its head: the request line and the headers. */
  public static RawServer echoingHead(UnaryOperator<String> answer) throws IOException {
    RawServer server = new RawServer(socket -> {});
    server.byHead = Optional.of(answer);
    return server;
  }

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      String head = readHead(socket);
      asked.countDown();
      if (byHead.isPresent()) {
        byte[] bytes = byHead.get().apply(head).getBytes(StandardCharsets.ISO_8859_1);
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
      }
      behaviour.serve(socket);
    } catch (Exception e) {
      hungUp.countDown();
    }
  }

  public static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    int ended = 0;
    while (ended < 2) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("hung up");
      }
      head.append((char) c);
      ended = c == '\n' ? ended + 1 : c == '\r' ? ended : 0;
    }
    return head.toString();
  }

  /** Reads until the client hangs up. */
  public static void awaitHangUp(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      continue;
    }
    throw new IOException("hung up");
  }

  public String url(String path) {
    return "http://127.0.0.1:" + listener.getLocalPort() + path;
  }

  public int connections() {
    return connections.get();
  }

  public boolean awaitAsked() throws InterruptedException {
    return asked.await(60, TimeUnit.SECONDS);
  }

  public boolean awaitHungUp() throws InterruptedException {
    return hungUp.await(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
