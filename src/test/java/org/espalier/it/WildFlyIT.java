package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.client.StreamEvent;
import org.junit.jupiter.api.Test;

/** The very same WAR on the second server; run by the Maven profile {@code wildfly} alone. */
class WildFlyIT {
  private static final String[] EXECUTORS = {
    "aggregate_results_executor", "echo_executor", "rest_executor", "system_info_executor"
  };

  private static final String TREE =
      """
      {"tasks": [
        {"id": "root", "name": "root", "schemas": {"method": "aggregate_results_executor"},
         "dependencies": [{"id": "a"}, {"id": "b"}]},
        {"id": "a", "name": "a", "parent_id": "root", "schemas": {"method": "echo_executor"},
         "inputs": {"text": "a"}},
        {"id": "b", "name": "b", "parent_id": "root", "schemas": {"method": "echo_executor"},
         "inputs": {"text": "b"}, "dependencies": [{"id": "a"}]}
      ]}
      """;

  @Test
  void runsATreeAndStreamsItsEvents() throws Exception {
    try (WildFlyServer server = new WildFlyServer()) {
      Http http = server.http();
      assertThat(http.get("/api/executors").text()).contains(EXECUTORS);
      Http.Answer tree = http.post("/api/trees?run=true", TREE);
      assertThat(tree.status()).as(tree.text()).isEqualTo(201);
      String run = tree.at("/run/id");

      List<StreamEvent> events = new ArrayList<>();
      http.events(run)
          .follow(
              event -> {
                events.add(event);
                return !event.endsRun();
              });

      assertThat(events)
          .filteredOn(event -> event.type().equals("task.completed"))
          .extracting(event -> event.data().path("task_id").asText())
          .hasSize(3)
          .doesNotHaveDuplicates();
      assertThat(http.get("/api/runs/" + run).at("/status")).isEqualTo("completed");
      Http.Answer nothing = http.get("/.well-known/agent-card.json");
      assertThat(nothing.status()).isEqualTo(404);
      assertThat(nothing.at("/code")).isEqualTo("not_found");
      assertThat(nothing.at("/instance")).isEqualTo("/.well-known/agent-card.json");
    }
  }
}
