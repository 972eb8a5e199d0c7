package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The WAR is replaced while trees run: what the old deployment hands back, the new one goes on
 * with. On WildFly, because Payara Micro cannot redeploy; run by the Maven profile {@code wildfly}.
 */
class WildFlyRedeployIT {
  private static final Duration BOUND = Duration.ofSeconds(120);

  private static final String TREE =
      """
      {"tasks": [
        {"id": "a", "name": "a", "schemas": {"method": "echo_executor"}, "dependencies": ["b"]},
        {"id": "b", "name": "b", "parent_id": "a", "schemas": {"method": "echo_executor"},
         "inputs": {"delay": 1}, "dependencies": ["c"]},
        {"id": "c", "name": "c", "parent_id": "a", "schemas": {"method": "echo_executor"},
         "inputs": {"delay": 20}}
      ]}
      """;

  @Test
  void goesOnAfterARedeploy() throws Exception {
    try (WildFlyServer server = new WildFlyServer()) {
      Api api = new Api(server.http());
      List<JsonNode> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(api.submit(TREE).get("run"));
      }
      Await.until(
          "all have begun",
          BOUND,
          () -> runs.stream().allMatch(run -> attempts(api, run).size() == 1));
      server.redeploy();
      for (JsonNode run : runs) {
        Await.until("the run is over", BOUND, () -> statusOf(api, run).equals("completed"));
        assertThat(attempts(api, run))
            .extracting(a -> a.get("status").textValue() + " " + a.path("error").asText(""))
            .as("what happened to the attempts")
            .hasSize(4)
            .anyMatch(attempt -> attempt.startsWith("lost The attempt was stopped by"))
            .noneMatch(attempt -> attempt.contains("node died"));
      }
    }
  }

  private static String statusOf(Api api, JsonNode run) {
    return api.http.get("/api/runs/" + run.get("id").textValue()).at("/status");
  }

  private static List<JsonNode> attempts(Api api, JsonNode run) {
    return api.all("/api/runs/" + run.get("id").textValue() + "/attempts?", 100);
  }
}
