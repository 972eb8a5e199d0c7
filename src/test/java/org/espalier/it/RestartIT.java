package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server on H2, killed twice: runs that wait, that ask, that work, that go through lists, and
 * the jobs of all, are there again and go on.
 */
class RestartIT {
  @TempDir Path jars;

  @Test
  void whatIsUnderWayOutlivesKill9() throws Exception {
    DropIn.jar(jars, JobControlExecutor.class);
    try (CallingList.Peer peer = new CallingList.Peer();
        EspalierServer server =
            new EspalierServer()
                .with("ESPALIER_EGRESS_ALLOW", "127.0.0.1:" + peer.port())
                .with("ESPALIER_EXECUTORS_DIR", jars.toString())
                .with("ESPALIER_ENGINE_PARK_AFTER", "PT1S")
                .with("ESPALIER_ENGINE_ELEMENTS_PER_WRITE", "1")
                .start()) {
      WaitingRun waiting = new WaitingRun(server);
      AskingRun asking = new AskingRun(server);
      RunJob job = RunJob.of(new Api(server.http()), "{'delay':3000}");
      List<LayeredRun> layers =
          IntStream.range(0, 3).mapToObj(i -> new LayeredRun(server.http(), 5, 4, 1)).toList();
      layers.get(0).awaitSomeDone(server.http(), 5);
      Restarts.killAndStart(server);

      job.isLost();
      job.itsRunGoesOnInAnother();
      asking.isStillAsked();
      CallingList calls = new CallingList(server, peer);
      StoringList storing = new StoringList(server);
      asking.isAnsweredOnce();
      Restarts.killAndStart(server);

      asking.goesOnWithTheAnswer();
      storing.isStoredWhole();
      calls.endsWithinItsLimit();
      layers.forEach(run -> run.endsSoundly(server.http()));
      assertThat(layers.stream().anyMatch(run -> run.lostAttempts(server.http())))
          .as("a kill hit running attempts")
          .isTrue();
      waiting.endsAtItsTime();
    }
  }
}
