package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.naming.InitialContext;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.engine.store.TreeRun;
import org.espalier.json.Json;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.submission.SubmissionReader;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Inside the server: beans as CDI injects them, entities, transactions, and jobs. */
@ArquillianTest
class InsideIT {
  private static final Duration BOUND = Duration.ofSeconds(120);

  @Inject SubmissionReader reader;
  @Inject TreeRunner runner;
  @Inject TreeEditor editor;
  @Inject RunRepository runs;
  @Inject TaskRepository tasks;
  @Inject StoredEntities entities;

  /** Submits a task that waits for another with these inputs. */
  private UUID submit(String inputs) {
    return submitTree(
        "{'tasks':[{'name':'inside','schemas':{'method':'echo_executor'},'dependencies':['first'],'inputs':{'n':'${first.n}'}},{'name':'first','parent_id':'inside','schemas':{'method':'echo_executor'},'inputs':%s}]}"
            .formatted(inputs));
  }

  private UUID submitTree(String tree) {
    SubmissionReader.Submission read = reader.read(Json.read(tree.replace('\'', '"')));
    return runner.submit(read.trees(), true, Optional.empty()).treeIds().get(0);
  }

  private TreeRun runOf(UUID tree) {
    return runs.require(tasks.requireTree(tree).lastRunId().orElseThrow());
  }

  private void await(UUID tree, RunStatus status) {
    Await.until("the run is " + status, BOUND, () -> runOf(tree).status() == status);
  }

  private static UserTransaction transaction() throws Exception {
    return InitialContext.doLookup("java:comp/UserTransaction");
  }

  @Test
  void beansStoreATreeAndRunIt() {
    UUID tree = submit("{'n':7}");
    await(tree, RunStatus.COMPLETED);
    Task task = tasks.requireTask(tree);
    assertThat(Json.read(task.result().orElseThrow()).get("n").intValue()).isEqualTo(7);
    assertThat(runOf(tree).node()).isPresent();
  }

  @Test
  void entitiesAreWhatTheEngineWrote() {
    UUID tree = submit("{'n':1}");
    assertThat(entities.count(tree)).isEqualTo(2);
    assertThat(entities.name(tree)).isEqualTo("inside");
  }

  @Test
  void anEditIsPartOfItsCallersTransaction() throws Exception {
    UUID tree = submit("{'n':1}");
    await(tree, RunStatus.COMPLETED);
    UserTransaction transaction = transaction();
    transaction.begin();
    editor.patch(tree, Json.read("{\"name\":\"taken back\"}"));
    assertThat(entities.name(tree)).isEqualTo("taken back");
    transaction.rollback();
    assertThat(entities.name(tree)).isEqualTo("inside");

    transaction.begin();
    editor.patch(tree, Json.read("{\"name\":\"renamed\"}"));
    transaction.commit();
    assertThat(entities.name(tree)).isEqualTo("renamed");
  }

  @Test
  void noContainerWrapsAnExceptionOfOurs() {
    UUID nothing = UUID.randomUUID();
    assertThatThrownBy(() -> runs.require(nothing))
        .isInstanceOf(RunNotFoundException.class)
        .hasMessageContaining(nothing.toString());
  }

  @Test
  void aJobEndsAsItsRunDoes() {
    JobOperator jobs = BatchRuntime.getJobOperator();
    UUID failed = submit("{'n':1,'fail':true}");
    await(failed, RunStatus.FAILED);
    awaitJob(jobs, jobOf(failed), BatchStatus.FAILED);
    UUID completed = submit("{'n':1}");
    await(completed, RunStatus.COMPLETED);
    awaitJob(jobs, jobOf(completed), BatchStatus.COMPLETED);
    assertThat(jobs.getJobExecution(jobOf(completed)).getJobName()).isEqualTo("tree-run");
    assertThat(jobs.getJobNames()).contains("tree-run");
  }

  @Test
  void aStoppedJobPausesItsRunAndARestartedOneResumesIt() {
    JobOperator jobs = BatchRuntime.getJobOperator();
    UUID tree =
        submitTree("{'name':'w','schemas':{'method':'echo_executor'},'inputs':{'delay':600}}");
    long execution = jobOf(tree);
    // JBatch forgets a stop of a job whose thread has yet to begin.
    Await.until("the step has begun", BOUND, () -> jobs.getStepExecutions(execution).size() == 1);
    jobs.stop(execution);
    await(tree, RunStatus.PAUSED);
    awaitJob(jobs, execution, BatchStatus.STOPPED);
    long restarted = jobs.restart(execution, new Properties());
    assertThat(restarted).isNotEqualTo(execution);
    await(tree, RunStatus.RUNNING);
    runner.cancel(runOf(tree).id());
    await(tree, RunStatus.CANCELLED);
  }

  private long jobOf(UUID tree) {
    return Await.value("the run has a job", BOUND, () -> runOf(tree).jobExecutionId());
  }

  /** A job ends a moment after its runs do. */
  private static void awaitJob(JobOperator jobs, long execution, BatchStatus status) {
    Await.until(
        "job " + execution + " is " + status,
        BOUND,
        () -> jobs.getJobExecution(execution).getBatchStatus() == status);
  }

  @Test
  void theServerHasWhatTheWarAsksFor() throws Exception {
    for (String name :
        List.of("java:comp/DefaultDataSource", "java:comp/DefaultManagedThreadFactory")) {
      Object found = InitialContext.doLookup(name);
      assertThat(found).as(name).isNotNull();
    }
  }
}
