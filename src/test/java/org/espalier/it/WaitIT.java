package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run that only waits is parked, outlives a killed server, and goes on when it is time. */
class WaitIT {
  private static final Duration BOUND = Duration.ofSeconds(180);

  @Test
  void aParkedRunOutlivesKill9AndEndsAtItsTime() {
    try (EspalierServer server = new EspalierServer().start()) {
      JsonNode tree =
          new Api(server.http())
              .submit(
                  "{'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['wait','gone']},"
                      + "{'name':'gone','parent_id':'root','schemas':{'method':'echo_executor'},"
                      + "'dependencies':['n'],'run_if':{'value':'${n.n}','op':'gt','to':1}},"
                      + "{'name':'n','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'n':1}},"
                      + "{'name':'wait','parent_id':'root','schemas':{'method':'wait_executor'},"
                      + "'inputs':{'duration':40}}]}");
      String run = tree.at("/run/id").textValue();
      String waiting = Api.task(tree, "wait").get("id").textValue();
      String gone = Api.task(tree, "gone").get("id").textValue();
      awaitStatus(server.http(), run, "waiting");
      JsonNode parked = server.http().get("/api/tasks/" + waiting).json();
      assertThat(parked.get("status").textValue()).isEqualTo("in_progress");
      assertThat(parked.at("/waiting_for/kind").textValue()).isEqualTo("timer");
      assertThat(server.http().get("/api/tasks/" + gone).at("/result/skipped")).isEqualTo("true");

      server.kill9();
      server.start();

      awaitStatus(server.http(), run, "completed");
      JsonNode waited = server.http().get("/api/tasks/" + waiting).json();
      assertThat(waited.at("/result/waited_until")).isEqualTo(parked.at("/waiting_for/at"));
      assertThat(waited.get("attempts").intValue()).isEqualTo(1);
      assertThat(waited.get("completed_at").textValue())
          .isGreaterThanOrEqualTo(parked.at("/waiting_for/at").textValue());
    }
  }

  private static void awaitStatus(Http http, String run, String status) {
    Await.value(
        "run " + run + " is " + status,
        BOUND,
        () ->
            Optional.of(http.get("/api/runs/" + run)).filter(a -> a.at("/status").equals(status)));
  }
}
