package org.espalier.executor.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      readHead(socket);
      asked.countDown();
      behaviour.serve(socket);
    } catch (Exception e) {
      hungUp.countDown();
    }
  }

  public static void readHead(Socket socket) throws IOException {
    int ended = 0;
    while (ended < 2) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("hung up");
      }
      ended = c == '\n' ? ended + 1 : c == '\r' ? ended : 0;
    }
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
