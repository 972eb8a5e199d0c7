package org.espalier.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.it.Await;

/**
 * Many clients of event streams in one thread. Each event that comes is an arrival: how long after
 * the moment it tells of, in the engine, it was here. Client and server share a clock.
 */
final class SseCrowd implements AutoCloseable {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final String AT = "\"at\":\"";

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Arrivals arrivals = new Arrivals();
  private final ByteBuffer buffer = ByteBuffer.allocate(256 << 10);

  /** Opens a stream for each path and returns when all have begun. */
  SseCrowd(URI base, List<String> paths) throws IOException {
    for (String path : paths) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(base.getHost(), base.getPort()));
      channel.write(ByteBuffer.wrap(Watcher.request(path)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new StringBuilder());
      channels.add(channel);
    }
    Thread reader = new Thread(this::read, "bench-crowd");
    reader.setDaemon(true);
    reader.start();
    Await.until("all streams are open", BOUND, () -> connected.get() == paths.size());
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(this::take);
      }
    } catch (IOException | java.nio.channels.ClosedSelectorException e) {
      closed.incrementAndGet();
    }
  }

  private void take(SelectionKey key) {
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      buffer.clear();
      if (channel.read(buffer) < 0) {
        closed.incrementAndGet();
        key.cancel();
        return;
      }
      Instant now = Instant.now();
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      lines(text, (StringBuilder) key.attachment(), now);
    } catch (IOException e) {
      closed.incrementAndGet();
      key.cancel();
    }
  }

  /** Takes whole lines; the beginning of the next is kept. */
  private void lines(String text, StringBuilder kept, Instant now) {
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      String line = kept.isEmpty() ? text.substring(from, end) : kept + text.substring(from, end);
      kept.setLength(0);
      line(line, now);
      from = end + 1;
    }
    kept.append(text, from, text.length());
  }

  private void line(String line, Instant now) {
    if (line.startsWith(": connected")) {
      connected.incrementAndGet();
    } else if (line.startsWith("data: ")) {
      int from = line.indexOf(AT) + AT.length();
      Instant at = Instant.parse(line.substring(from, line.indexOf('"', from)));
      arrivals.add(ChronoUnit.MICROS.between(at, now));
    }
  }

  /** Forgets the arrivals so far. */
  void reset() {
    arrivals.reset();
  }

  int arrived() {
    return arrivals.count();
  }

  /** Waits for so many arrivals since the last reset. */
  void await(int count) {
    Await.until(
        count + " events have arrived, " + closed + " streams were closed",
        BOUND,
        () -> arrived() >= count);
  }

  /** Milliseconds of the arrivals since the last reset: p50, p95, and the largest. */
  double[] percentiles() {
    return arrivals.percentiles();
  }

  /** Streams the server has closed. */
  int closed() {
    return closed.get();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
