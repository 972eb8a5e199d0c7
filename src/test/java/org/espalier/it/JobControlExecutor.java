package org.espalier.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.JobExecution;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Does inside the server what an operator does with the server's batch tools. Dropped in as a jar.
 * Inputs: {@code {"operation": "stop"|"restart"|"show", "execution": id}}; the result is the
 * execution afterwards.
 */
public class JobControlExecutor implements TaskExecutor {
  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "job_control",
        "Job control",
        "Stops, restarts or shows a job execution.",
        Json.object(),
        Json.object(),
        Json.object(),
        List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    JobOperator operator = BatchRuntime.getJobOperator();
    long execution = context.inputs().get("execution").longValue();
    switch (context.inputs().get("operation").textValue()) {
      case "stop" -> operator.stop(execution);
      case "restart" -> execution = operator.restart(execution, new Properties());
      default -> {}
    }
    JobExecution shown = operator.getJobExecution(execution);
    ObjectNode result =
        Json.object()
            .put("execution", execution)
            .put("job", shown.getJobName())
            .put("status", shown.getBatchStatus().name())
            .put("exit", shown.getExitStatus())
            .put("steps", operator.getStepExecutions(execution).size());
    return new ExecutionOutcome.Succeeded(result);
  }
}
