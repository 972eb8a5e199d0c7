package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.client.StreamEvent;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tree from its submission to the end of its events, as a first user sees it. */
@ExtendWith(DeployedServer.class)
@RunAsClient
class ServedTreeIT {
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
  void runsATreeAndStreamsItsEvents(Http http) throws Exception {
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
