package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What tests that kill a server say of it and of the runs it had. */
final class Restarts {
  static final Duration BOUND = Duration.ofSeconds(180);

  private Restarts() {}

  /** Kills the server without a word, and starts it again. */
  static void killAndStart(EspalierServer server) {
    server.kill9();
    assertThat(server.launch("status").exit()).isEqualTo(3);
    server.start();
  }

  /** Waits until the run of a tree, as it was submitted, has this status. */
  static void awaitStatus(EspalierServer server, JsonNode tree, String status) {
    String run = tree.at("/run/id").textValue();
    try {
      Await.until(
          "run " + run + " is " + status,
          BOUND,
          () -> server.http().get("/api/runs/" + run).at("/status").equals(status));
    } catch (AssertionError e) {
      String seen = server.http().get("/api/runs/" + run).text();
      throw new AssertionError(
          seen + server.http().get("/api/runs/" + run + "/attempts").text() + server.logTail(), e);
    }
  }
}
