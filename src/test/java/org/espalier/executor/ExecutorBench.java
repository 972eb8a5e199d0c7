package org.espalier.executor;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures what an executor costs, for the figures on its page in docs/executors. Prints. */
public final class ExecutorBench {
  private static final int WARM_UP = 50;

  private ExecutorBench() {}

  /** Milliseconds of the bare call and of the task, one after the other, medians of so many. */
  public static void overhead(String what, int rounds, Callable<?> bare, Callable<?> task)
      throws Exception {
    long[] bareNanos = new long[rounds];
    long[] taskNanos = new long[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      long bareTime = nanos(bare);
      long taskTime = nanos(task);
      if (i >= 0) {
        bareNanos[i] = bareTime;
        taskNanos[i] = taskTime;
      }
    }
    System.out.printf(
        "%s: bare %.2f ms, task %.2f ms, overhead %.2f ms (medians of %d)%n",
        what, median(bareNanos), median(taskNanos), median(taskNanos) - median(bareNanos), rounds);
  }

  /** So many attempts at once: time until all have ended, threads and memory at the peak. */
  public static void concurrent(String what, int attempts, Callable<ExecutionOutcome> task)
      throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ExecutorService pool = Executors.newFixedThreadPool(attempts);
    System.gc();
    int threadsBefore = threads.getThreadCount();
    long residentBefore = residentKilobytes();
    threads.resetPeakThreadCount();
    long start = System.nanoTime();
    List<Future<ExecutionOutcome>> running = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      running.add(pool.submit(task));
    }
    for (Future<ExecutionOutcome> one : running) {
      if (!(one.get() instanceof ExecutionOutcome.Succeeded)) {
        throw new AssertionError(one.get());
      }
    }
    double millis = (System.nanoTime() - start) / 1e6;
    System.out.printf(
        "%s: %d at once in %.0f ms, %d threads more at the peak (%d of them run the attempts), %.0f MB more resident%n",
        what,
        attempts,
        millis,
        threads.getPeakThreadCount() - threadsBefore,
        attempts,
        (residentKilobytes() - residentBefore) / 1024.0);
    pool.shutdownNow();
  }

  private static long residentKilobytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static long nanos(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    work.call();
    return System.nanoTime() - start;
  }

  private static double median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }
}
