package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.espalier.json.Json;

/**
 * The machine before anything was started on it.
 *
 * @param load load average of the last minute
 * @param busy share of all cores that was in use during a second of looking
 */
record Machine(int cores, long memoryBytes, String jdk, double load, double busy) {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final double IDLE = 0.05;
  private static final int IDLE_FIELD = 3;
  private static final int IO_WAIT_FIELD = 4;

  static Machine look() throws IOException {
    long[] before = times();
    LockSupport.parkNanos(LOOK.toNanos());
    long[] after = times();
    double all = LongStream.of(after).sum() - LongStream.of(before).sum();
    double idle = idle(after) - idle(before);
    String memory = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("[^0-9]", "");
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(memory) << 10,
        Runtime.version().toString(),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]),
        all == 0 ? 0 : 1 - idle / all);
  }

  /** The counters of the line {@code cpu} of /proc/stat, without those of guests. */
  private static long[] times() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
    return Stream.of(line.trim().split(" +")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
  }

  private static double idle(long[] times) {
    return times[IDLE_FIELD] + times[IO_WAIT_FIELD];
  }

  boolean isIdle() {
    return busy < IDLE;
  }

  void print() {
    System.out.printf(
        Locale.ROOT,
        "machine: %d cores, %.0f GB, JDK %s, load average %.2f, %.0f %% busy before the start%n",
        cores,
        memoryBytes / 1e9,
        jdk,
        load,
        busy * 100);
    if (!isIdle()) {
      System.out.println("WARNING: the machine is not idle; the figures are worse than the truth.");
    }
  }

  ObjectNode toJson() {
    return Json.object()
        .put("cores", cores)
        .put("memory_bytes", memoryBytes)
        .put("jdk", jdk)
        .put("load_average", load)
        .put("busy", busy)
        .put("idle", isIdle());
  }
}
