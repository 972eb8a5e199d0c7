package com.acme;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.batch.runtime.StepExecution;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Lets batch_executor run this application's jobs: its job operator, as a bean. */
@Stateless
@Local(JobOperator.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Jobs implements JobOperator {
  private static JobOperator operator() {
    return BatchRuntime.getJobOperator();
  }

  public Set<String> getJobNames() {
    return operator().getJobNames();
  }

  public int getJobInstanceCount(String job) {
    return operator().getJobInstanceCount(job);
  }

  public List<JobInstance> getJobInstances(String job, int start, int count) {
    return operator().getJobInstances(job, start, count);
  }

  public List<Long> getRunningExecutions(String job) {
    return operator().getRunningExecutions(job);
  }

  public Properties getParameters(long execution) {
    return operator().getParameters(execution);
  }

  public long start(String job, Properties parameters) {
    return operator().start(job, parameters);
  }

  public long restart(long execution, Properties parameters) {
    return operator().restart(execution, parameters);
  }

  public void stop(long execution) {
    operator().stop(execution);
  }

  public void abandon(long execution) {
    operator().abandon(execution);
  }

  public JobInstance getJobInstance(long execution) {
    return operator().getJobInstance(execution);
  }

  public List<JobExecution> getJobExecutions(JobInstance instance) {
    return operator().getJobExecutions(instance);
  }

  public JobExecution getJobExecution(long execution) {
    return operator().getJobExecution(execution);
  }

  public List<StepExecution> getStepExecutions(long execution) {
    return operator().getStepExecutions(execution);
  }
}
