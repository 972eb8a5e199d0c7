package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/**
 * Removes the containers that a crash left behind, once, after the node's start; while the engine
 * cannot be reached it is tried again.
 */
final class Orphans {
  private static final System.Logger LOG = System.getLogger(Orphans.class.getName());
  private static final Duration AGAIN = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final DockerEngine engine;
  private final Clock clock;

  Orphans(DockerEngine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /** Begins on a thread of the engine's. */
  void tidySoon() {
    engine.after(Duration.ZERO, this::tidyOrTryAgain);
  }

  private void tidyOrTryAgain() {
    StopSwitch limit = new StopSwitch();
    Future<?> deadline = engine.after(LONGEST, () -> limit.fire(StopSwitch.Reason.TIMEOUT));
    try {
      tidy(limit);
    } catch (IOException e) {
      if (engine.isClosed()) {
        return;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "the Docker engine at {0} cannot be asked for containers left behind, next try in 30 s: {1}",
          engine.host().describe(),
          RunFailure.words(e));
      engine.after(AGAIN, this::tidyOrTryAgain);
    } finally {
      deadline.cancel(false);
    }
  }

  private void tidy(StopSwitch limit) throws IOException {
    String filters = Json.write(Json.object().set("label", Json.array().add(Owner.NODE)));
    DockerCall list = DockerCall.get("/containers/json", "all", "true", "filters", filters);
    for (JsonNode container : engine.client().call(list, limit)) {
      if (engine.owner().isOrphan(container, clock.instant())) {
        remove(container.path("Id").asText(), limit);
      }
    }
  }

  private void remove(String id, StopSwitch limit) throws IOException {
    try {
      engine
          .client()
          .call(DockerCall.delete("/containers/" + id, "force", "true", "v", "true"), limit);
      LOG.log(System.Logger.Level.INFO, "removed container {0}, left behind by a crash", id);
    } catch (DockerException e) {
      LOG.log(
          System.Logger.Level.WARNING, "container {0} cannot be removed: {1}", id, e.getMessage());
    }
  }
}
