package org.espalier.engine;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Executor {@code blocking}: waits until the test lets the task go, or until it is interrupted.
 * With {@code "deaf": true} it ignores interrupts. Counts what it is asked to do.
 */
public final class BlockingExecutor implements TaskExecutor {
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> entered = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
  private final AtomicInteger overlaps = new AtomicInteger();

  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "blocking",
        "Blocking",
        "Waits for the test.",
        Json.object(),
        Json.object(),
        Json.object(),
        java.util.List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    String name = context.taskName();
    entered.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    AtomicInteger here = inside.computeIfAbsent(name, n -> new AtomicInteger());
    if (here.incrementAndGet() > 1) {
      overlaps.incrementAndGet();
    }
    try {
      await(gate(name), context.inputs().path("deaf").booleanValue());
      return new ExecutionOutcome.Succeeded(Json.object().put("attempt", context.attempt()));
    } finally {
      here.decrementAndGet();
    }
  }

  private static void await(CountDownLatch gate, boolean isDeaf) throws InterruptedException {
    while (true) {
      try {
        gate.await();
        return;
      } catch (InterruptedException e) {
        if (!isDeaf) {
          throw e;
        }
      }
    }
  }

  /** Lets every attempt of this task end, also later ones. */
  void open(String name) {
    gate(name).countDown();
  }

  /** How often an attempt of this task was begun. */
  int entered(String name) {
    return entered.getOrDefault(name, new AtomicInteger()).get();
  }

  /** How often an attempt of a task was begun while another of the same task was in. */
  int overlaps() {
    return overlaps.get();
  }

  private CountDownLatch gate(String name) {
    return gates.computeIfAbsent(name, n -> new CountDownLatch(1));
  }
}
