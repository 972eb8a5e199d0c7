package org.espalier.executor.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.StepExecution;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/** A job execution and its steps as JSON and in words. */
final class JobReport {
  private JobReport() {}

  /** {@code {"job", "execution_id", "batch_status", "exit_status", ..., "steps": [...]}}. */
  static ObjectNode of(JobExecution execution, List<StepExecution> steps, long restarted) {
    ObjectNode report =
        Json.object()
            .put("job", execution.getJobName())
            .put("execution_id", execution.getExecutionId())
            .put("batch_status", execution.getBatchStatus().name())
            .put("exit_status", execution.getExitStatus())
            .put("started_at", text(execution.getStartTime()))
            .put("ended_at", text(execution.getEndTime()));
    if (restarted >= 0) {
      report.put("restarted_execution_id", restarted);
    }
    var list = report.putArray("steps");
    steps.forEach(step -> list.add(of(step)));
    return report;
  }

  private static ObjectNode of(StepExecution step) {
    ObjectNode json =
        Json.object()
            .put("name", step.getStepName())
            .put("batch_status", step.getBatchStatus().name())
            .put("exit_status", step.getExitStatus())
            .put("started_at", text(step.getStartTime()))
            .put("ended_at", text(step.getEndTime()));
    ObjectNode metrics = json.putObject("metrics");
    for (Metric metric : step.getMetrics()) {
      metrics.put(metric.getType().name().toLowerCase(Locale.ROOT), metric.getValue());
    }
    return json;
  }

  private static @Nullable String text(@Nullable Date time) {
    return time == null ? null : time.toInstant().toString();
  }

  /** {@code load STARTED, 120 read, 100 written}. */
  static String inWords(StepExecution step) {
    long read = 0;
    long written = 0;
    for (Metric metric : step.getMetrics()) {
      switch (metric.getType()) {
        case READ_COUNT -> read = metric.getValue();
        case WRITE_COUNT -> written = metric.getValue();
        case COMMIT_COUNT,
            ROLLBACK_COUNT,
            READ_SKIP_COUNT,
            PROCESS_SKIP_COUNT,
            FILTER_COUNT,
            WRITE_SKIP_COUNT -> {}
      }
    }
    String counts = read + written == 0 ? "" : ", %d read, %d written".formatted(read, written);
    return step.getStepName() + " " + step.getBatchStatus() + counts;
  }
}
