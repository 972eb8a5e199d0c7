package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A run that only waits for a point in time, and so is parked. */
final class WaitingRun {
  private static final String TREE =
      "{'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['wait','gone']},"
          + "{'name':'gone','parent_id':'root','schemas':{'method':'echo_executor'},"
          + "'dependencies':['n'],'run_if':{'value':'${n.n}','op':'gt','to':1}},"
          + "{'name':'n','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'n':1}},"
          + "{'name':'wait','parent_id':'root','schemas':{'method':'wait_executor'},"
          + "'inputs':{'duration':30}}]}";

  private final EspalierServer server;
  private final JsonNode tree;
  private final JsonNode parked;

  /** Submits it, and returns when it is parked. */
  WaitingRun(EspalierServer server) {
    this.server = server;
    this.tree = new Api(server.http()).submit(TREE);
    Restarts.awaitStatus(server, tree, "waiting");
    this.parked = task("wait");
    assertThat(parked.get("status").textValue()).isEqualTo("in_progress");
    assertThat(parked.at("/waiting_for/kind").textValue()).isEqualTo("timer");
    assertThat(task("gone").at("/result/skipped").booleanValue()).isTrue();
  }

  private JsonNode task(String name) {
    return server.http().get("/api/tasks/" + Api.task(tree, name).get("id").textValue()).json();
  }

  void endsAtItsTime() {
    Restarts.awaitStatus(server, tree, "completed");
    JsonNode waited = task("wait");
    assertThat(waited.at("/result/waited_until")).isEqualTo(parked.at("/waiting_for/at"));
    assertThat(waited.get("attempts").intValue()).isEqualTo(1);
    assertThat(waited.get("completed_at").textValue())
        .isGreaterThanOrEqualTo(parked.at("/waiting_for/at").textValue());
  }
}
