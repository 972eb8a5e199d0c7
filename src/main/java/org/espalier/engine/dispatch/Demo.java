package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.DemoResult;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;

/** Takes the place of executors in a demo: waits a little, and returns a result of their form. */
final class Demo {
  private static final Duration USUAL = Duration.ofSeconds(1);
  private static final double HALF = 0.5;

  private final Function<String, ExecutorType> types;
  private final double sleepScale;

  /**
   * A demo of these executors.
   *
   * @param types kind to description, also of an executor that cannot run here
   * @param sleepScale how many times a second a task takes
   */
  Demo(Function<String, ExecutorType> types, double sleepScale) {
    this.types = types;
    this.sleepScale = sleepScale;
  }

  ExecutionOutcome outcome(String kind, ExecutionContext context) throws InterruptedException {
    ObjectNode result = DemoResult.of(types.apply(kind));
    long half = Math.round(USUAL.toMillis() * sleepScale / 2);
    context.progress().progress(HALF, "demo");
    if (isStopped(context.cancellation(), 2 * half)) {
      return new ExecutionOutcome.Cancelled("stopped");
    }
    return new ExecutionOutcome.Succeeded(result);
  }

  private static boolean isStopped(CancellationToken cancellation, long millis)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    CancellationToken.Registration registration = cancellation.onCancel(stopped::countDown);
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } finally {
      registration.close();
    }
  }
}
