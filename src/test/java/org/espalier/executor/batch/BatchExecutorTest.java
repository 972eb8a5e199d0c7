package org.espalier.executor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobSecurityException;
import jakarta.batch.operations.NoSuchJobException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.ejb.EJBException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.TestSettings;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a job repository of the test's own; ServerBeansIT has the servers'. */
class BatchExecutorTest implements TaskExecutorContract {
  private final FakeOperator operator = new FakeOperator();

  @Override
  public TaskExecutor executor() {
    return executor(operator);
  }

  private static TaskExecutor executor(JobOperator operator) {
    return BatchExecutor.standalone(
        () -> operator,
        Thread::new,
        TestSettings.executors(Map.of("batch.allow", "load, no*")).batch());
  }

  @Override
  public ObjectNode goodInputs() {
    return Contexts.json("{'job':'load','parameters':{'day':'2026-03-01','count':3}}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(Contexts.json("{'job':'other'}"), "/inputs/job");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(Contexts.json("{'job':'load','parameters':{'day':['x']}}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(ending("never"));
  }

  @Override
  public void awaitBegun() throws Exception {
    assertThat(operator.running.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void awaitStopped() throws Exception {
    assertThat(operator.stopped.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static ObjectNode ending(String how) {
    return Contexts.json("{'job':'load','parameters':{'end':'%s'}}".formatted(how));
  }

  private ExecutionOutcome attempt(int number, ObjectNode inputs) throws Exception {
    return TaskExecutorContract.outcome(
        () ->
            executor()
                .execute(Contexts.of(inputs, Json.object(), number, new CancellationToken())));
  }

  private static Failed failed(ExecutionOutcome outcome) {
    return (Failed) outcome;
  }

  @Test
  void handsParametersAndTheKeyToTheJob() throws Exception {
    attempt(1, goodInputs());
    assertThat(operator.getParameters(1))
        .isEqualTo(
            Map.of(
                "day", "2026-03-01", "count", "3", "espalier.idempotency_key", "key-of-the-task"));
  }

  @Test
  void tellsStatusAndMetrics() throws Exception {
    ObjectNode result = ((Succeeded) attempt(1, goodInputs())).result();
    assertThat(result.get("exit_status").textValue()).isEqualTo("COMPLETED");
    assertThat(result.at("/steps/0/metrics/read_count").longValue()).isEqualTo(7);
    assertThat(result.at("/ended_at").textValue()).isEqualTo("1970-01-01T00:00:01Z");
  }

  @Test
  void aFailedJobIsAFailureWithItsReport() throws Exception {
    Failed failed = failed(attempt(1, ending("failed")));
    assertThat(failed.kind()).isEqualTo("job_failed");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.details().get("batch_status").textValue()).isEqualTo("FAILED");
    assertThat(failed(attempt(1, ending("stopped"))).kind()).isEqualTo("job_stopped");
    assertThat(failed(attempt(1, ending("abandoned"))).retryable()).isFalse();
  }

  @Test
  void aRetryRestartsWhatFailedOrWasStopped() throws Exception {
    attempt(1, ending("failed"));
    ObjectNode result = ((Succeeded) attempt(2, goodInputs())).result();
    assertThat(result.get("restarted_execution_id").longValue()).isEqualTo(1);
    assertThat(operator.executions.get(2L).instance).isEqualTo(1);
  }

  @Test
  void aRetryAfterALostAnswerTakesTheCompletedExecution() throws Exception {
    attempt(1, goodInputs());
    ObjectNode result = ((Succeeded) attempt(2, goodInputs())).result();
    assertThat(result.get("execution_id").longValue()).isEqualTo(1);
    assertThat(operator.executions).hasSize(1);
  }

  @Test
  void aRetryFollowsAnExecutionThatStillRuns() throws Exception {
    operator.start("load", keyed("never"));
    Thread ending = new Thread(() -> operator.executions.get(1L).status = BatchStatus.COMPLETED);
    ending.start();
    assertThat(((Succeeded) attempt(2, goodInputs())).result().get("execution_id").longValue())
        .isEqualTo(1);
    ending.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"looked at", "restarted"})
  void aRetryFollowsAnExecutionThatCompletesMeanwhile(String end) throws Exception {
    operator.start("load", keyed(end));
    assertThat(((Succeeded) attempt(2, goodInputs())).result().get("execution_id").longValue())
        .isEqualTo(1);
    assertThat(operator.executions).hasSize(1);
  }

  /** The container wraps what a bean throws. */
  @Test
  void aRetryIsMadeThoughABeanThatIsTheOperatorKnowsNothing() throws Exception {
    FakeOperator bean =
        new FakeOperator() {
          @Override
          public Set<String> getJobNames() {
            throw new EJBException(new JobSecurityException("not for you"));
          }

          @Override
          public List<Long> getRunningExecutions(String job) {
            throw new EJBException(new NoSuchJobException("it has not run since the start"));
          }

          @Override
          public JobExecution getJobExecution(long id) {
            if (executions.size() == 1) {
              throw new EJBException(new NoSuchJobExecutionException("removed"));
            }
            return super.getJobExecution(id);
          }
        };
    bean.start("load", keyed("never"));

    ExecutionOutcome retried =
        executor(bean)
            .execute(Contexts.of(goodInputs(), Json.object(), 2, new CancellationToken()));
    assertThat(((Succeeded) retried).result().get("restarted_execution_id").longValue())
        .isEqualTo(1);
  }

  private static java.util.Properties keyed(String end) {
    java.util.Properties parameters = new java.util.Properties();
    parameters.setProperty("end", end);
    parameters.setProperty(JobRequest.KEY, "key-of-the-task");
    return parameters;
  }

  @Test
  void startsAnewWhatCannotOrMayNotBeRestarted() throws Exception {
    attempt(1, ending("failed"));
    ObjectNode inputs = goodInputs();
    inputs.withObject("/parameters").put("not restartable", true);
    assertThat(((Succeeded) attempt(2, inputs)).result().has("restarted_execution_id")).isFalse();
    attempt(3, goodInputs().put("restart", false));
    assertThat(operator.executions.get(3L).instance).isEqualTo(3);
    operator.executions.values().forEach(e -> e.status = BatchStatus.ABANDONED);
    attempt(4, goodInputs());
    assertThat(operator.executions.get(4L).instance).isEqualTo(4);
  }

  @Test
  void showsStepsWhileTheyRun() throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {
            shown.add(message);
          }

          @Override
          public void output(String stream, String text) {
            shown.add(stream + ": " + text);
          }
        };
    executor()
        .execute(Contexts.of(goodInputs(), Json.object(), 1, new CancellationToken(), listener));
    assertThat(shown)
        .contains(
            "job load started, execution 1",
            "steps: step COMPLETED, 7 read, 0 written\n",
            "step COMPLETED, 7 read, 0 written");
  }

  @Test
  void refusesWhatIsNotListedAndTellsWhatIsNotThere() throws Exception {
    assertThat(failed(attempt(1, goodInputs().put("job", "other"))).kind())
        .isEqualTo("not_allowed");
    Failed missing = failed(attempt(1, goodInputs().put("job", "nothing")));
    assertThat(missing.kind()).isEqualTo("job_not_started");
    assertThat(missing.message())
        .isEqualTo("Job nothing could not be run: no job XML named nothing.");
    assertThat(failed(attempt(1, goodInputs().put("application", "rmi://evil"))).kind())
        .isEqualTo("invalid_input");
  }

  @Test
  void isUnavailableUntilJobsAreListed() {
    TaskExecutor off =
        BatchExecutor.standalone(
            () -> operator, Thread::new, TestSettings.executors(Map.of()).batch());
    assertThat(off.type().unavailable().orElseThrow()).contains("espalier.executors.batch.allow");
  }
}
