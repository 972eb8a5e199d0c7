package org.espalier.executor.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import java.util.Optional;

/**
 * How an attempt got its job execution.
 *
 * @param executionId the execution to follow
 * @param restarted the execution it goes on from; -1 when it began anew
 * @param words the same, for people
 */
record JobBeginning(long executionId, long restarted, String words) {
  private static final System.Logger LOG = System.getLogger(JobBeginning.class.getName());
  private static final long NONE = -1;

  /** Goes on with what an earlier attempt left, or starts the job anew. */
  static JobBeginning of(Jobs jobs, JobRequest request) {
    if (request.mayRestart()) {
      Optional<JobExecution> earlier = EarlierExecution.find(jobs, request);
      if (earlier.isPresent()) {
        return goOn(jobs, request, earlier.get());
      }
    }
    return anew(jobs, request);
  }

  private static JobBeginning anew(Jobs jobs, JobRequest request) {
    long id = jobs.ask(operator -> operator.start(request.job(), request.parameters()));
    return new JobBeginning(id, NONE, "job %s started, execution %d".formatted(request.job(), id));
  }

  private static JobBeginning goOn(Jobs jobs, JobRequest request, JobExecution earlier) {
    long id = earlier.getExecutionId();
    if (isRunning(jobs, earlier) || isComplete(jobs, id)) {
      return followed(id);
    }
    try {
      long restarted = jobs.ask(operator -> operator.restart(id, request.parameters()));
      return new JobBeginning(
          restarted, id, "execution %d restarted as %d".formatted(id, restarted));
    } catch (JobExecutionAlreadyCompleteException e) {
      return followed(id); // it completed meanwhile: a second start would do its work twice
    } catch (BatchRuntimeException e) {
      // Not restartable by its definition, or no longer known as it was.
      LOG.log(System.Logger.Level.DEBUG, "job execution " + id + " is not restarted", e);
      return anew(jobs, request);
    }
  }

  private static JobBeginning followed(long id) {
    return new JobBeginning(
        id, NONE, "execution %d of an earlier attempt is followed".formatted(id));
  }

  /** The rows of a killed server say STARTED for ever; only the operator knows what runs. */
  private static boolean isRunning(Jobs jobs, JobExecution earlier) {
    if (JobFollower.isEnd(earlier.getBatchStatus())) {
      return false;
    }
    try {
      return jobs.ask(operator -> operator.getRunningExecutions(earlier.getJobName()))
          .contains(earlier.getExecutionId());
    } catch (BatchRuntimeException e) {
      return false; // JBatch knows no job that has not run since it started
    }
  }

  /**
   * As the repository has it now, to be asked after {@link #isRunning}: an execution that was seen
   * running may have completed in between.
   */
  private static boolean isComplete(Jobs jobs, long id) {
    try {
      return jobs.ask(operator -> operator.getJobExecution(id)).getBatchStatus()
          == BatchStatus.COMPLETED;
    } catch (NoSuchJobExecutionException e) {
      return false; // removed in between
    }
  }
}
