package org.espalier.executor.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobSecurityException;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.operations.NoSuchJobException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.StepExecution;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;

/** What a job's end is for its task. */
final class JobOutcome {
  private JobOutcome() {}

  static ExecutionOutcome of(
      JobExecution execution, List<StepExecution> steps, long restarted, JobRequest request) {
    ObjectNode report = JobReport.of(execution, steps, restarted);
    return switch (execution.getBatchStatus()) {
      case COMPLETED -> new Succeeded(report);
      case FAILED -> failed("job_failed", execution, report, request);
      case STOPPED -> failed("job_stopped", execution, report, request);
      case ABANDONED, STARTING, STARTED, STOPPING ->
          failed("job_abandoned", execution, report, request);
    };
  }

  /**
   * A retry restarts the job where it stopped, so it can help; not after an operator gave it up.
   */
  private static Failed failed(
      String kind, JobExecution execution, ObjectNode report, JobRequest request) {
    String message =
        "Job %s, execution %d, ended %s with exit status '%s'; the server's log has its cause."
            .formatted(
                request.job(),
                execution.getExecutionId(),
                execution.getBatchStatus(),
                execution.getExitStatus());
    boolean retryable = execution.getBatchStatus() != BatchStatus.ABANDONED;
    return new Failed(kind, message, retryable, Optional.empty(), report);
  }

  /** The job operator refused. */
  static Failed of(BatchRuntimeException e, JobRequest request) {
    String message = "Job %s could not be run: %s.".formatted(request.allowName(), Reason.of(e));
    if (e instanceof JobSecurityException) {
      return Failed.permanent("access_denied", message);
    }
    if (e instanceof NoSuchJobException) {
      return Failed.permanent("no_such_job", message);
    }
    return Failed.retryable(
        e instanceof JobStartException ? "job_not_started" : "batch_unavailable", message);
  }
}
