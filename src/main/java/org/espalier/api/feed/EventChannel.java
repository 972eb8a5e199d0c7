package org.espalier.api.feed;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The open response of one client, written without blocking (Servlet 6.0, section 5.8): what the
 * client does not take stays queued until the server says that it can. Thread-safe.
 */
public final class EventChannel implements Outlet, WriteListener, AsyncListener {
  private static final byte[] KEEP_ALIVE = bytes(": keep-alive\n\n");
  private static final int BYTES_PER_WRITE = 32 << 10;

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private Runnable onDrained = () -> {};
  private Runnable onEnd = () -> {};

  private boolean mayWrite;
  private boolean mustFlush;
  private boolean isFinishing;
  private boolean isEnded;
  private long wroteAt = System.nanoTime();

  /** A channel that says {@code greeting} as soon as it is {@link #open opened}. */
  public EventChannel(AsyncContext context, ServletOutputStream out, String greeting) {
    this.context = context;
    this.out = out;
    queue.add(bytes(greeting));
  }

  /** The bytes of a text on the wire. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Begins to write.
   *
   * @param drained told when the client has taken most of what was queued; must not block
   * @param ended told once, when the stream is over
   */
  void open(Runnable drained, Runnable ended) {
    onDrained = drained;
    onEnd = ended;
    context.addListener(this);
    out.setWriteListener(this);
  }

  @Override
  public void show(List<EventFrame> events) {
    send(events.stream().map(EventFrame::bytes).toList());
  }

  /** Queues frames behind those queued before. */
  public void send(List<byte[]> frames) {
    synchronized (this) {
      if (isEnded || isFinishing) {
        return;
      }
      queue.addAll(frames);
    }
    pump();
  }

  /** Sends a comment when nothing was sent for so long. */
  void keepAlive(long now, long maxSilenceNanos) {
    synchronized (this) {
      if (!queue.isEmpty() || now - wroteAt < maxSilenceNanos) {
        return;
      }
    }
    send(List.of(KEEP_ALIVE));
  }

  @Override
  public synchronized int backlog() {
    return queue.size();
  }

  @Override
  public synchronized boolean isEnded() {
    return isEnded || isFinishing;
  }

  @Override
  public void finish() {
    synchronized (this) {
      isFinishing = true;
    }
    pump();
  }

  @Override
  public void abort() {
    synchronized (this) {
      queue.clear();
      if (isEnded) {
        return;
      }
      isEnded = true;
    }
    onEnd.run();
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The server has ended the request already.
    }
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      mayWrite = true;
    }
    pump();
  }

  /** Writes what is queued as long as the server takes it. */
  private void pump() {
    boolean isDrained;
    boolean isDone;
    try {
      synchronized (this) {
        int before = queue.size();
        isDone = writeQueued();
        isDrained = before >= Subscription.LOW_BACKLOG && queue.size() < Subscription.LOW_BACKLOG;
      }
    } catch (IOException | IllegalStateException e) {
      abort(); // the client is gone
      return;
    }
    if (isDone) {
      abort();
    } else if (isDrained) {
      onDrained.run();
    }
  }

  /** Whether everything is written and nothing more comes. */
  private boolean writeQueued() throws IOException {
    while (mayWrite && !isEnded) {
      if (!out.isReady()) {
        mayWrite = false; // the server calls onWritePossible
      } else if (!queue.isEmpty()) {
        out.write(nextBytes());
        mustFlush = true;
        wroteAt = System.nanoTime();
      } else if (mustFlush) {
        out.flush();
        mustFlush = false;
      } else {
        return isFinishing;
      }
    }
    return false;
  }

  /** Some frames at once: a write each would cost more than the bytes. */
  private byte[] nextBytes() {
    byte[] first = queue.remove();
    if (queue.isEmpty()) {
      return first;
    }
    ByteArrayOutputStream some = new ByteArrayOutputStream(BYTES_PER_WRITE);
    some.writeBytes(first);
    while (!queue.isEmpty() && some.size() < BYTES_PER_WRITE) {
      some.writeBytes(queue.remove());
    }
    return some.toByteArray();
  }

  @Override
  public void onError(Throwable failure) {
    abort();
  }

  @Override
  public void onError(AsyncEvent event) {
    abort();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    abort();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    abort();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // The request is never started again.
  }
}
