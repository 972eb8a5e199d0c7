package org.espalier.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Does what an executor must not do: {@code {"how": ...}} says which. {@code release} ends deafs.
 */
public class PoisonExecutor implements TaskExecutor {
  private static volatile CountDownLatch gate = new CountDownLatch(1);
  private static volatile boolean isLooping = true;

  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "poison",
        "Poison",
        "Misbehaves.",
        Json.object(),
        Json.object(),
        Json.object(),
        List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    String how = context.inputs().get("how").textValue();
    return switch (how) {
      case "heap" -> fillHeap();
      case "array" -> new ExecutionOutcome.Succeeded(Json.object().put("n", hugeArray().length));
      case "stack" -> deeper(context);
      case "loop" -> loop();
      case "deaf" -> deaf();
      case "release" -> release();
      case "threads" -> leakThreads();
      case "null" -> null;
      case "error" -> throw new AssertionError("poison");
      case "linkage" -> throw new NoClassDefFoundError("org/example/Gone");
      case "interrupt" -> interruptItself();
      case "giant" -> new ExecutionOutcome.Succeeded(giant());
      case "cyclic" -> cyclic();
      default -> throw new IllegalArgumentException(how);
    };
  }

  private static ExecutionOutcome fillHeap() {
    List<byte[]> held = new ArrayList<>();
    while (true) {
      held.add(new byte[1 << 20]);
    }
  }

  /** Larger than any heap these tests give, and than some JVMs' longest array. */
  private static long[] hugeArray() {
    return new long[Integer.MAX_VALUE];
  }

  private static ExecutionOutcome deeper(ExecutionContext context) {
    ExecutionOutcome below = deeper(context);
    return below == null ? deeper(context) : below;
  }

  private static ExecutionOutcome loop() {
    long n = 0;
    while (isLooping) {
      n++;
    }
    return new ExecutionOutcome.Succeeded(Json.object().put("n", n));
  }

  private static ExecutionOutcome deaf() {
    while (true) {
      try {
        gate.await();
        return new ExecutionOutcome.Succeeded(Json.object());
      } catch (InterruptedException e) {
        // Deaf.
      }
    }
  }

  private static ExecutionOutcome release() {
    isLooping = false;
    gate.countDown();
    return new ExecutionOutcome.Succeeded(Json.object());
  }

  /** Threads that are no daemons and never end. */
  private static ExecutionOutcome leakThreads() {
    for (int i = 0; i < 50; i++) {
      Thread thread = new Thread(PoisonExecutor::sleepForEver, "leaked-" + i);
      thread.setDaemon(false);
      thread.start();
    }
    return new ExecutionOutcome.Succeeded(Json.object());
  }

  private static void sleepForEver() {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // Deaf.
      }
    }
  }

  private static ExecutionOutcome interruptItself() {
    Thread.currentThread().interrupt();
    Thread.currentThread().setContextClassLoader(null);
    return new ExecutionOutcome.Succeeded(Json.object());
  }

  /** Small in memory, without end as text: each level holds the one below twice. */
  private static ObjectNode giant() {
    ObjectNode level = Json.object().put("text", "x".repeat(1_000));
    for (int i = 0; i < 60; i++) {
      ObjectNode above = Json.object();
      above.set("a", level);
      above.set("b", level);
      level = above;
    }
    return level;
  }

  private static ExecutionOutcome cyclic() {
    ObjectNode result = Json.object();
    result.putArray("self").add(result);
    return new ExecutionOutcome.Succeeded(result);
  }
}
