package org.espalier.engine.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.node.Engine;
import org.espalier.engine.node.RunHandle;

/**
 * Stands for a claim of runs in Jakarta Batch: waits until they have left this node and says how. A
 * stop of the job pauses the runs; a restart, or a start by an operator, claims them and so resumes
 * them (Jakarta Batch 2.1, sections 8.2 and 10.8).
 */
@Named("treeRunBatchlet")
@Dependent
public class TreeRunBatchlet implements Batchlet {
  static final String JOB = "tree-run";

  @Inject
  @BatchProperty(name = "runs")
  String runs;

  @Inject
  @BatchProperty(name = "claim")
  String claim;

  @Inject JobContext job;
  @Inject StepContext step;
  @Inject Engine engine;
  @Inject ClaimBoard board;

  /** For CDI only. */
  public TreeRunBatchlet() {}

  /**
   * Waits for the runs.
   *
   * @return the exit status: the name of a {@link RunExit}
   */
  @Override
  public String process() throws Exception {
    step.setPersistentUserData(String.join(",", runTexts()));
    List<RunHandle> handles =
        board
            .take(claim == null ? "" : claim)
            .orElseGet(() -> engine.claimForJob(Set.copyOf(runIds())));
    if (isStopping()) {
      stop();
    }
    List<CompletableFuture<RunExit>> exits = handles.stream().map(RunHandle::exit).toList();
    CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new)).join();
    return exitStatus(exits.stream().map(CompletableFuture::join).toList()).name();
  }

  /** A stop that came while the step was being prepared was told to nobody. */
  private boolean isStopping() {
    return step.getBatchStatus() == BatchStatus.STOPPING
        || job.getBatchStatus() == BatchStatus.STOPPING;
  }

  /** The exit of the job: the worst of its runs', so that an operator sees what needs him. */
  static RunExit exitStatus(List<RunExit> exits) {
    return Stream.of(
            RunExit.FAILED,
            RunExit.LOST,
            RunExit.RELEASED,
            RunExit.PAUSED,
            RunExit.PARKED,
            RunExit.CANCELLED)
        .filter(exits::contains)
        .findFirst()
        .orElse(RunExit.COMPLETED);
  }

  /**
   * Pauses the runs that are still here, when it is an operator who stops the job. Called on his
   * thread.
   */
  @Override
  public void stop() {
    if (!StopOrigin.isContainer()) {
      runIds().forEach(engine::pauseIfActive);
    }
  }

  private List<UUID> runIds() {
    return runTexts().stream().map(UUID::fromString).toList();
  }

  /** A restart without parameters goes on with the runs of the execution it restarts. */
  private List<String> runTexts() {
    boolean isGiven = runs != null && !runs.isBlank();
    Object text = isGiven ? runs : step.getPersistentUserData();
    return text == null ? List.of() : List.of(text.toString().split(","));
  }
}
