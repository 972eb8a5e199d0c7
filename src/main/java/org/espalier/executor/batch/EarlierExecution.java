package org.espalier.executor.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Finds what an earlier attempt of the same task left in the job repository: the execution whose
 * parameters have the task's idempotency key. Nothing else has to be remembered, so it is found
 * after a restart of the server too, where the repository survives one.
 */
final class EarlierExecution {
  private static final int MOST_INSTANCES = 1_000;

  private EarlierExecution() {}

  /** The latest execution with this key; empty when there is none, or nothing to go on with. */
  static Optional<JobExecution> find(Jobs jobs, JobRequest request) {
    return names(jobs, request.job()).stream()
        .flatMap(name -> instances(jobs, name).stream())
        .flatMap(instance -> jobs.ask(operator -> operator.getJobExecutions(instance)).stream())
        .filter(execution -> hasKey(execution, request.key()))
        .max(Comparator.comparingLong(JobExecution::getExecutionId))
        .filter(execution -> execution.getBatchStatus() != BatchStatus.ABANDONED);
  }

  private static boolean hasKey(JobExecution execution, String key) {
    Properties parameters = execution.getJobParameters();
    return parameters != null && key.equals(parameters.getProperty(JobRequest.KEY));
  }

  /** A job's id is usually the name of its file; when it is not, all jobs are looked at. */
  private static Collection<String> names(Jobs jobs, String job) {
    try {
      Collection<String> names = jobs.ask(JobOperator::getJobNames);
      return names.contains(job) ? List.of(job) : names;
    } catch (BatchRuntimeException e) {
      return List.of(job);
    }
  }

  private static List<JobInstance> instances(Jobs jobs, String name) {
    try {
      return jobs.ask(operator -> operator.getJobInstances(name, 0, MOST_INSTANCES));
    } catch (BatchRuntimeException e) {
      return List.of();
    }
  }
}
