package org.espalier.executor.batch;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.BatchSettings;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Runs a Jakarta Batch job of this server and follows it to its end. A retry restarts the execution
 * that the earlier attempt left; a cancelled attempt stops the job.
 *
 * <p>One instance for the life of the application. Thread-safe; each attempt has a thread beside
 * its own, until its job has ended.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class BatchExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(BatchExecutor.class, "batch_executor.json");
  private static final String OFF =
      "It may run no job: list the jobs in the setting espalier.executors.batch.allow.";

  /** The thread beside goes on stopping a job that takes longer; the attempt need not wait. */
  private static final int STOP_SECONDS = 3;

  @Inject EspalierSettings settings;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  @Nullable ManagedThreadFactory managedThreads;

  private BatchSettings limits;
  private ThreadFactory threads;
  private Supplier<JobOperator> operator;

  /** For the container only. */
  public BatchExecutor() {}

  /** An executor outside a container, ready to use. */
  static BatchExecutor standalone(
      Supplier<JobOperator> operator, ThreadFactory threads, BatchSettings limits) {
    BatchExecutor executor = new BatchExecutor();
    executor.operator = operator;
    executor.threads = threads;
    executor.limits = limits;
    return executor;
  }

  @PostConstruct
  void open() {
    operator = BatchRuntime::getJobOperator;
    threads = managedThreads == null ? Thread::new : managedThreads;
    limits = settings.executors().batch();
  }

  @Override
  public ExecutorType type() {
    return limits.allow().isEmpty() ? TYPE.unavailable(OFF) : TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      JobRequest request = JobRequest.read(draft);
      if (!limits.allow().allows(request.allowName())) {
        throw new InvalidInputException("inputs.job: " + notAllowed(request).message());
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws Exception {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The job was not started.");
    }
    try {
      JobRequest request = JobRequest.read(context);
      return limits.allow().allows(request.allowName())
          ? follow(new JobFollower(jobs(request), request, context.progress()), context)
          : notAllowed(request);
    } catch (NamingException e) {
      return Failed.retryable(
          "application_not_found",
          "No bean is found under inputs.application (%s); check that the application is deployed."
              .formatted(Reason.of(e)));
    }
  }

  private Jobs jobs(JobRequest request) throws NamingException {
    return request.application().isEmpty()
        ? Jobs.own(operator)
        : Jobs.of(InitialContext.doLookup(request.application().get()), operator);
  }

  private static Failed notAllowed(JobRequest request) {
    return Failed.permanent(
        "not_allowed",
        "The job '%s' may not be run: it is not in espalier.executors.batch.allow."
            .formatted(request.allowName()));
  }

  private ExecutionOutcome follow(JobFollower follower, ExecutionContext context)
      throws ExecutionException, InterruptedException {
    Thread thread = threads.newThread(follower);
    thread.setName("espalier-job-" + context.taskId());
    thread.start();
    CancellationToken.Registration stop = context.cancellation().onCancel(follower::stop);
    try {
      return follower.outcome().get();
    } catch (InterruptedException e) {
      follower.stop();
      return stopped(follower);
    } finally {
      stop.close();
    }
  }

  private static ExecutionOutcome stopped(JobFollower follower)
      throws ExecutionException, InterruptedException {
    try {
      return follower.outcome().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Cancelled("The job was told to stop.");
    }
  }
}
