package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs as an operator sees and steers them with Jakarta Batch; also a drop-in executor in a real
 * server.
 */
@ExtendWith(FurnishedServer.class)
class BatchIT {
  private final Api api;

  BatchIT(Http http) {
    this.api = new Api(http);
  }

  @Test
  void aJobEndsAsItsRunDoes() {
    RunJob failed = RunJob.of(api, "{'fail':true}");
    failed.awaitRun("failed");
    failed.await("FAILED");
    RunJob completed = RunJob.of(api, "{}");
    completed.awaitRun("completed");
    assertThat(completed.await("COMPLETED").get("job").textValue()).isEqualTo("tree-run");
  }

  @Test
  void stopPausesARunAndRestartResumesIt() {
    RunJob job = RunJob.of(api, "{'delay':30}");
    job.awaitRun("running");
    // JBatch forgets a stop of a job whose thread has yet to begin.
    job.awaitBegun();
    job.stop();
    job.awaitRun("paused");
    job.await("STOPPED");
    RunJob restarted = job.restart();
    job.awaitRun("completed");
    restarted.await("COMPLETED");
  }
}
