package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.executor.ExecutionOutcome.Succeeded;

/** What an executor costs; for the small programs that print the figures of its page. */
public final class Measuring {
  private static final int WARM_UP = 200;
  private static final int CALLS = 500;
  private static final int AT_ONCE = 200;

  private Measuring() {}

  /** Prints the median time of one call, after a warm-up. */
  public static void perCall(String what, Callable<?> call) throws Exception {
    long[] nanos = new long[CALLS];
    for (int i = -WARM_UP; i < CALLS; i++) {
      long start = System.nanoTime();
      call.call();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.2f ms, 90 %% within %.2f ms%n",
        what, nanos[CALLS / 2] / 1e6, nanos[CALLS * 9 / 10] / 1e6);
  }

  /** Fails unless the attempt succeeds. */
  public static ExecutionOutcome succeed(TaskExecutor executor, ObjectNode inputs)
      throws Exception {
    ExecutionOutcome outcome = executor.execute(Contexts.of(inputs));
    if (!(outcome instanceof Succeeded)) {
      throw new IllegalStateException(outcome.toString());
    }
    return outcome;
  }

  /** Prints time, most threads and heap of 200 attempts at once against a slow peer. */
  public static void atOnce(String what, TaskExecutor executor, ObjectNode inputs)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    ThreadMXBean counted = ManagementFactory.getThreadMXBean();
    long heap = usedHeap();
    int before = counted.getThreadCount();
    counted.resetPeakThreadCount();
    long start = System.nanoTime();
    List<Future<ExecutionOutcome>> attempts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      attempts.add(threads.submit(() -> succeed(executor, inputs.deepCopy())));
    }
    long during = 0;
    for (Future<ExecutionOutcome> attempt : attempts) {
      during = during == 0 ? usedHeap() : during;
      attempt.get();
    }
    System.out.printf(
        "%s, %d at once: %.1f s, %d threads besides the attempts' own, %d KiB of heap each%n",
        what,
        AT_ONCE,
        (System.nanoTime() - start) / 1e9,
        counted.getPeakThreadCount() - before - AT_ONCE,
        Math.max(0, during - heap) / AT_ONCE / 1_024);
    threads.shutdownNow();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
