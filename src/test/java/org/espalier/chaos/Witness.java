package org.espalier.chaos;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The peer that tasks call, in the test's own process: an observer that no fault touches. It keeps
 * every request with its beginning and its end, and notices at once when the other side hangs up,
 * because it reads from the connection while it lets the request wait.
 *
 * <p>{@code POST /<tree>/<task>?delay=<ms>&fail=<n>} is answered after the delay: the first n times
 * with 503, then with {@code {"token": "<tree>/<task>"}}. Thread-safe.
 */
final class Witness implements AutoCloseable {
  private static final int LOOK_MILLIS = 20;

  private final ServerSocket listener;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Set<String> heldNodes = ConcurrentHashMap.newKeySet();
  private volatile Predicate<Call> released = call -> false;

  Witness() {
    try {
      listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("witness-accept", this::accept);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** What an Espalier server must be allowed to reach. */
  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** All requests so far, in the order they came. */
  List<Call> calls() {
    return calls;
  }

  /** How many requests were answered with a result. */
  long answered() {
    return calls.stream().filter(call -> call.is(Call.State.ANSWERED)).count();
  }

  /** Answers no request of this process from now on, until it is released. */
  void hold(String node) {
    heldNodes.add(node);
  }

  /** Answers the held requests of which this is true. */
  void release(Predicate<Call> which) {
    released = which;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        start("witness-call", () -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      HttpHead head = HttpHead.read(new BufferedInputStream(socket.getInputStream()));
      Call call =
          new Call(
              head.segment(1),
              head.segment(2),
              head.header("idempotency-key"),
              head.header("x-node"),
              head.body());
      calls.add(call);
      try {
        waitOut(socket, call, Duration.ofMillis(head.number("delay")));
        answer(socket, call, head.number("fail"));
      } catch (IOException e) {
        call.end(Call.State.ABORTED);
      }
    } catch (IOException e) {
      // The other side died before it had said what it wanted: no request was made.
    }
  }

  /** Lets the time pass; ends with an exception as soon as the other side hangs up. */
  private void waitOut(Socket socket, Call call, Duration delay) throws IOException {
    InputStream in = socket.getInputStream();
    socket.setSoTimeout(LOOK_MILLIS);
    long end = call.begun + delay.toNanos();
    while (System.nanoTime() < end || isHeld(call)) {
      try {
        if (in.read() < 0) {
          throw new IOException("the other side hung up");
        }
      } catch (SocketTimeoutException e) {
        // Still there.
      }
    }
  }

  private boolean isHeld(Call call) {
    return heldNodes.contains(call.node) && !released.test(call);
  }

  private void answer(Socket socket, Call call, int failures) throws IOException {
    long refused =
        calls.stream().filter(c -> c.key.equals(call.key) && c.is(Call.State.REFUSED)).count();
    boolean refuses = refused < failures;
    String body = "{\"token\":\"" + call.tree + "/" + call.task + "\"}";
    // Before the answer leaves: what follows from it must not be seen to begin earlier.
    call.end(refuses ? Call.State.REFUSED : Call.State.ANSWERED);
    String response =
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(refuses ? "503 Not Now" : "200 OK", body.length(), body);
    socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
