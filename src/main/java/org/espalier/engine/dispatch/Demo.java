package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.engine.message.Assignment;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.DemoResult;
import org.espalier.executor.ExecutionOutcome;

/** Takes the place of executors in a demo: waits a little, and returns a result of their form. */
final class Demo {
  private static final Duration USUAL = Duration.ofSeconds(1);
  private static final double HALF = 0.5;

  private final double sleepScale;

  /**
   * A demo.
   *
   * @param sleepScale how many times a second a task takes
   */
  Demo(double sleepScale) {
    this.sleepScale = sleepScale;
  }

  /**
   * What an attempt ends with.
   *
   * @param resultSchema of the executor; empty for one that there is not
   */
  ExecutionOutcome outcome(Assignment attempt, ObjectNode resultSchema)
      throws InterruptedException {
    attempt.listener().progressed(attempt, HALF, "demo");
    if (isStopped(attempt.token(), Math.round(USUAL.toMillis() * sleepScale))) {
      return new ExecutionOutcome.Cancelled("stopped");
    }
    return new ExecutionOutcome.Succeeded(
        DemoResult.of(attempt.executor(), resultSchema).put("demo_mode", true));
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
