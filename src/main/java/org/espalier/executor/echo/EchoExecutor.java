package org.espalier.executor.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.Inputs;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Returns its inputs; waits, fails and grows on request. For trying out and testing trees.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class EchoExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(EchoExecutor.class, "echo_executor.json");
  private static final String ASKED_TO_FAIL = "asked_to_fail";
  private static final Duration LONGEST_DELAY = Duration.ofDays(30);
  private static final int LARGEST_SIZE = 64 << 20;

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    return run(context, Inputs.of(context));
  }

  private static ExecutionOutcome run(ExecutionContext context, Inputs inputs)
      throws InterruptedException {
    Duration delay = inputs.seconds("delay", Duration.ZERO, LONGEST_DELAY);
    long failTimes = inputs.wholeNumber("fail_times", 0, 0, 1_000_000);
    boolean fail = inputs.flag("fail").orElse(false);
    String failMessage = inputs.text("fail_message").orElse("The echo executor was asked to fail.");
    int size = (int) inputs.wholeNumber("size", 0, 0, LARGEST_SIZE);

    if (!Wait.of(delay, context)) {
      return new Cancelled("The echo executor was asked to stop while it waited.");
    }
    if (fail) {
      return Failed.permanent(ASKED_TO_FAIL, failMessage);
    }
    if (context.attempt() <= failTimes) {
      return Failed.retryable(
          ASKED_TO_FAIL,
          "%s (attempt %d of %d that fail)".formatted(failMessage, context.attempt(), failTimes));
    }
    return new Succeeded(size == 0 ? Echo.of(context.inputs()) : grown(context.inputs(), size));
  }

  private static ObjectNode grown(ObjectNode inputs, int size) {
    ObjectNode result = Echo.of(inputs);
    int bare = Json.write(result.put("data", "")).getBytes(StandardCharsets.UTF_8).length;
    return result.put("data", "x".repeat(Math.max(0, size - bare)));
  }
}
