package org.espalier.executor.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.StepExecution;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ProgressListener;

/**
 * Starts a job, or goes on with an earlier execution of it, and follows it to its end; stops it on
 * request. Used once, on a thread of its own: an interrupt of the attempt's thread must not reach
 * the job repository, because H2 closes a database file under a thread that is interrupted.
 */
final class JobFollower implements Runnable {
  private static final System.Logger LOG = System.getLogger(JobFollower.class.getName());
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** A job that does not end so long after it was told to is left alone. */
  private static final Duration STOP_BOUND = Duration.ofMinutes(10);

  private final Jobs jobs;
  private final JobRequest request;
  private final ProgressListener progress;
  private final CompletableFuture<ExecutionOutcome> outcome = new CompletableFuture<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Set<Long> shownSteps = new HashSet<>();

  JobFollower(Jobs jobs, JobRequest request, ProgressListener progress) {
    this.jobs = jobs;
    this.request = request;
    this.progress = progress;
  }

  /** How it ended; complete when the job has. */
  CompletableFuture<ExecutionOutcome> outcome() {
    return outcome;
  }

  /** Asks for the job to be stopped; returns at once. */
  void stop() {
    stop.countDown();
  }

  @Override
  public void run() {
    try {
      outcome.complete(follow());
    } catch (BatchRuntimeException e) {
      outcome.complete(JobOutcome.of(e, request));
    } catch (RuntimeException | Error | InterruptedException e) {
      outcome.completeExceptionally(e);
    }
  }

  private ExecutionOutcome follow() throws InterruptedException {
    if (stop.getCount() == 0) {
      return new Cancelled("The job was not started.");
    }
    JobBeginning beginning = JobBeginning.of(jobs, request);
    long id = beginning.executionId();
    progress.progress(0, beginning.words());
    Duration pause = SHORTEST_PAUSE;
    JobExecution execution = execution(id);
    while (!hasEnded(execution)) {
      if (stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        return stopJob(id);
      }
      show(steps(id));
      pause = longer(pause);
      execution = execution(id);
    }
    List<StepExecution> steps = steps(id);
    show(steps);
    return JobOutcome.of(execution, steps, beginning.restarted(), request);
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.multipliedBy(5).dividedBy(4);
    return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
  }

  private JobExecution execution(long id) {
    return jobs.ask(operator -> operator.getJobExecution(id));
  }

  private List<StepExecution> steps(long id) {
    return jobs.ask(operator -> operator.getStepExecutions(id)).stream()
        .sorted(Comparator.comparingLong(StepExecution::getStepExecutionId))
        .toList();
  }

  /** How many steps a job will take nobody knows, so the share only grows. */
  private void show(List<StepExecution> steps) {
    long ended = 0;
    for (StepExecution step : steps) {
      if (isEnd(step.getBatchStatus())) {
        ended++;
        if (shownSteps.add(step.getStepExecutionId())) {
          progress.output("steps", JobReport.inWords(step) + "\n");
        }
      }
    }
    if (!steps.isEmpty()) {
      progress.progress(
          (double) ended / (ended + 1), JobReport.inWords(steps.get(steps.size() - 1)));
    }
  }

  private ExecutionOutcome stopJob(long id) throws InterruptedException {
    long end = System.nanoTime() + STOP_BOUND.toNanos();
    while (!hasEnded(execution(id)) && System.nanoTime() < end) {
      try {
        jobs.ask(
            operator -> {
              operator.stop(id);
              return id;
            });
      } catch (JobExecutionNotRunningException e) {
        LOG.log(System.Logger.Level.DEBUG, "job execution " + id + " cannot be stopped yet", e);
      }
      TimeUnit.MILLISECONDS.sleep(SHORTEST_PAUSE.toMillis() * 4);
    }
    JobExecution stopped = execution(id);
    if (!hasEnded(stopped)) {
      LOG.log(System.Logger.Level.WARNING, "job execution {0} does not stop", Long.toString(id));
    }
    return new Cancelled(
        "Job %s, execution %d: %s.".formatted(request.job(), id, stopped.getBatchStatus()));
  }

  private static boolean hasEnded(JobExecution execution) {
    return isEnd(execution.getBatchStatus());
  }

  static boolean isEnd(BatchStatus status) {
    return switch (status) {
      case STARTING, STARTED, STOPPING -> false;
      case STOPPED, FAILED, COMPLETED, ABANDONED -> true;
    };
  }
}
