package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;

/** Asks a server over and over whether it is well, and looks at its heap and log at the end. */
final class Vitals implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration HEALTH_BOUND = Duration.ofSeconds(20);
  private static final Pattern BEFORE_COLLECTION = Pattern.compile("(\\d+)M->\\d+M\\(");

  private final EspalierServer server;
  private final Path collections;
  private final long beganAt = System.nanoTime();
  private final AtomicLong slowest = new AtomicLong();
  private final AtomicLong unwell = new AtomicLong();
  private final Thread thread = new Thread(this::watch, "vitals");
  private volatile boolean isOver;

  /**
   * Begins to ask.
   *
   * @param collections where the server logs its garbage collections
   */
  Vitals(EspalierServer server, Path collections) {
    this.server = server;
    this.collections = collections;
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    Http http = server.http();
    while (!isOver) {
      long asked = System.nanoTime();
      boolean isWell;
      try {
        isWell = http.get("/api/health").status() == 200;
      } catch (RuntimeException e) {
        isWell = false;
      }
      slowest.accumulateAndGet(System.nanoTime() - asked, Math::max);
      unwell.addAndGet(isWell ? 0 : 1);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Reports the figures; fails when the server was not well all the time. */
  void verify(String what) throws IOException {
    close();
    Chaos.report(
        "small heap",
        "%s: %d ms, largest heap %d MiB, slowest health %d ms"
            .formatted(
                what,
                Duration.ofNanos(System.nanoTime() - beganAt).toMillis(),
                largestHeap(),
                Duration.ofNanos(slowest.get()).toMillis()));
    String log = Files.readString(server.dataDir().resolve("log/server.log"));
    assertThat(log)
        .doesNotContain("OutOfMemoryError")
        .doesNotContain("is not this node's any more");
    assertThat(unwell.get()).as("health that was not 200" + server.logTail()).isZero();
    assertThat(Duration.ofNanos(slowest.get())).isLessThan(HEALTH_BOUND);
  }

  private long largestHeap() throws IOException {
    long largest = 0;
    Matcher heaps = BEFORE_COLLECTION.matcher(Files.readString(collections));
    while (heaps.find()) {
      largest = Math.max(largest, Long.parseLong(heaps.group(1)));
    }
    return largest;
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join(HEALTH_BOUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
