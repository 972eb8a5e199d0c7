package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventChannelTest {
  private final FakeResponse response = new FakeResponse();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger drained = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final EventChannel channel =
      new EventChannel(context(), response, "retry: 1000\n: connected\n\n");

  private AsyncContext context() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("complete")) {
                completed.incrementAndGet();
              }
              return null;
            });
  }

  private void open() {
    channel.open(drained::incrementAndGet, ended::incrementAndGet);
  }

  private static byte[] frame(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void greetsAndFlushesAtOnce() {
    open();
    channel.onWritePossible();

    assertThat(response.text()).isEqualTo("retry: 1000\n: connected\n\n");
    assertThat(response.flushes).isEqualTo(1);
  }

  @Test
  void writesNothingBeforeTheServerIsReady() {
    open();
    channel.send(List.of(frame("a")));
    assertThat(response.text()).isEmpty();

    channel.onWritePossible();

    assertThat(response.text()).endsWith("\n\na");
  }

  @Test
  void keepsWhatTheClientDoesNotTake() {
    open();
    channel.onWritePossible();
    response.isReady = false;

    channel.send(List.of(frame("a")));
    channel.send(List.of(frame("b")));
    assertThat(response.text()).doesNotContain("a\n\na");
    assertThat(channel.backlog()).isEqualTo(2);
    response.isReady = true;
    channel.onWritePossible();

    assertThat(response.text()).endsWith("\n\nab");
    assertThat(channel.backlog()).isZero();
  }

  @Test
  void tellsWhenMostOfALongQueueIsTaken() {
    open();
    channel.onWritePossible();
    response.isReady = false;
    channel.send(List.of(frame("x")));
    for (int i = 0; i < Subscription.LOW_BACKLOG; i++) {
      channel.send(List.of(frame("y")));
    }
    assertThat(drained).hasValue(0);

    response.isReady = true;
    channel.onWritePossible();

    assertThat(drained).hasValue(1);
  }

  @Test
  void finishesOnlyWhenAllIsWritten() {
    open();
    channel.onWritePossible();
    response.isReady = false;
    channel.send(List.of(frame("last")));
    channel.finish();
    channel.send(List.of(frame("too late")));
    assertThat(completed).hasValue(0);

    response.isReady = true;
    channel.onWritePossible();

    assertThat(response.text()).endsWith("last");
    assertThat(completed).hasValue(1);
    assertThat(ended).hasValue(1);
  }

  @Test
  void endsOnceWhenTheClientIsGone() {
    open();
    channel.onWritePossible();
    response.isBroken = true;

    channel.send(List.of(frame("a")));
    channel.send(List.of(frame("b")));
    channel.onError(new IOException("gone"));

    assertThat(ended).hasValue(1);
    assertThat(completed).hasValue(1);
  }

  @Test
  void commentsWhenItWasSilent() {
    open();
    channel.onWritePossible();
    long start = System.nanoTime();

    channel.keepAlive(start, 1_000_000_000L);
    assertThat(response.text()).doesNotContain("keep-alive");
    channel.keepAlive(start + 2_000_000_000L, 1_000_000_000L);

    assertThat(response.text()).endsWith(": keep-alive\n\n");
  }

  /** A response that takes bytes when the test lets it. */
  private static final class FakeResponse extends ServletOutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean isReady = true;
    private boolean isBroken;
    private int flushes;

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      // The test calls the listener.
    }

    @Override
    public void write(int b) throws IOException {
      if (isBroken) {
        throw new IOException("broken pipe");
      }
      if (!isReady) {
        throw new IllegalStateException("not ready");
      }
      written.write(b);
    }

    @Override
    public void flush() {
      flushes++;
    }
  }
}
