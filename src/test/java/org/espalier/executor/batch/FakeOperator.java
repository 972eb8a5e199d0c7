package org.espalier.executor.batch;

import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.StepExecution;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A job repository of one job, {@code load}, whose executions end as their parameter {@code end}
 * says, at once; {@code never} runs until it is stopped, {@code looked at} until somebody asks what
 * runs: it completes just before the answer; {@code restarted} until somebody restarts it.
 */
class FakeOperator implements JobOperator {
  final ConcurrentSkipListMap<Long, Execution> executions = new ConcurrentSkipListMap<>();
  final CountDownLatch running = new CountDownLatch(1);
  final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong ids = new AtomicLong();

  /** An execution with one step. */
  static final class Execution implements JobExecution, StepExecution, JobInstance, Metric {
    final long id;
    final long instance;
    final Properties parameters;
    volatile BatchStatus status;

    Execution(long id, long instance, Properties parameters, BatchStatus status) {
      this.id = id;
      this.instance = instance;
      this.parameters = parameters;
      this.status = status;
    }

    boolean endsWhen(String event) {
      return event.equals(parameters.getProperty("end"));
    }

    @Override
    public long getExecutionId() {
      return id;
    }

    @Override
    public String getJobName() {
      return "load";
    }

    @Override
    public BatchStatus getBatchStatus() {
      return status;
    }

    @Override
    public Date getStartTime() {
      return new Date(0);
    }

    @Override
    public Date getEndTime() {
      return new Date(1_000);
    }

    @Override
    public String getExitStatus() {
      return status.name();
    }

    @Override
    public Date getCreateTime() {
      return new Date(0);
    }

    @Override
    public Date getLastUpdatedTime() {
      return new Date(0);
    }

    @Override
    public Properties getJobParameters() {
      return parameters;
    }

    @Override
    public long getStepExecutionId() {
      return id;
    }

    @Override
    public String getStepName() {
      return "step";
    }

    @Override
    public Serializable getPersistentUserData() {
      return "";
    }

    @Override
    public Metric[] getMetrics() {
      return new Metric[] {this};
    }

    @Override
    public MetricType getType() {
      return MetricType.READ_COUNT;
    }

    @Override
    public long getValue() {
      return 7;
    }

    @Override
    public long getInstanceId() {
      return instance;
    }
  }

  @Override
  public Set<String> getJobNames() {
    return Set.of("load");
  }

  @Override
  public int getJobInstanceCount(String job) {
    return executions.size();
  }

  @Override
  public List<JobInstance> getJobInstances(String job, int start, int count) {
    List<JobInstance> first = new ArrayList<>();
    executions.values().stream().filter(e -> e.id == e.instance).forEach(first::add);
    return first;
  }

  @Override
  public List<Long> getRunningExecutions(String job) {
    executions.values().stream()
        .filter(execution -> execution.endsWhen("looked at"))
        .forEach(execution -> execution.status = BatchStatus.COMPLETED);
    return executions.values().stream()
        .filter(execution -> execution.status == BatchStatus.STARTED)
        .filter(execution -> !execution.endsWhen("restarted"))
        .map(Execution::getExecutionId)
        .toList();
  }

  @Override
  public Properties getParameters(long id) {
    return executions.get(id).parameters;
  }

  @Override
  public long start(String job, Properties parameters) {
    if (!job.equals("load")) {
      throw new JobStartException("no job XML named " + job);
    }
    long id = ids.incrementAndGet();
    return add(id, id, parameters);
  }

  private long add(long id, long instance, Properties parameters) {
    BatchStatus status =
        switch (parameters.getProperty("end", "")) {
          case "failed" -> BatchStatus.FAILED;
          case "stopped" -> BatchStatus.STOPPED;
          case "abandoned" -> BatchStatus.ABANDONED;
          case "never", "looked at", "restarted" -> BatchStatus.STARTED;
          default -> BatchStatus.COMPLETED;
        };
    executions.put(id, new Execution(id, instance, parameters, status));
    if (status == BatchStatus.STARTED) {
      running.countDown();
    }
    return id;
  }

  @Override
  public long restart(long id, Properties parameters) {
    if (parameters.containsKey("not restartable")) {
      throw new JobRestartException("restartable is false");
    }
    if (executions.get(id).endsWhen("restarted")) {
      executions.get(id).status = BatchStatus.COMPLETED;
      throw new JobExecutionAlreadyCompleteException("it has completed");
    }
    return add(ids.incrementAndGet(), executions.get(id).instance, parameters);
  }

  @Override
  public void stop(long id) {
    if (executions.get(id).status != BatchStatus.STARTED) {
      throw new JobExecutionNotRunningException("it does not run");
    }
    executions.get(id).status = BatchStatus.STOPPED;
    stopped.countDown();
  }

  @Override
  public void abandon(long id) {
    executions.get(id).status = BatchStatus.ABANDONED;
  }

  @Override
  public JobInstance getJobInstance(long id) {
    return executions.get(id);
  }

  @Override
  public List<JobExecution> getJobExecutions(JobInstance instance) {
    List<JobExecution> same = new ArrayList<>();
    executions.values().stream()
        .filter(execution -> execution.instance == instance.getInstanceId())
        .forEach(same::add);
    return same;
  }

  @Override
  public JobExecution getJobExecution(long id) {
    return executions.get(id);
  }

  @Override
  public List<StepExecution> getStepExecutions(long id) {
    return List.of(executions.get(id));
  }
}
