package org.espalier.executor.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.espalier.it.Await;
import org.espalier.it.FurnishedServer;
import org.espalier.it.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The protocol's library inside the server: class loaders, services, threads. */
@Timeout(600)
@ExtendWith(FurnishedServer.class)
class McpIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LATER = Duration.ofSeconds(60);

  private static McpServers peer;
  private static Http http;

  @BeforeAll
  static void start(Http shared) throws Exception {
    peer = McpServers.start();
    http = shared;
  }

  @AfterAll
  static void stop() {
    if (peer != null) {
      peer.close();
    }
  }

  private static JsonNode submit(String inputs) {
    String tree =
        "{'tasks':[{'name':'m','schemas':{'method':'mcp_executor'},'inputs':{%s}}]}"
            .formatted(inputs);
    Http.Answer answer = http.post("/api/trees?run=true", tree.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static JsonNode completed(JsonNode tree) {
    String path = "/api/trees/" + tree.path("id").textValue();
    Await.until(
        "completed",
        LATER,
        () -> http.get(path).json().at("/run/status").textValue().equals("completed"));
    return http.get(path).json().at("/tasks/0/result");
  }

  @Test
  void callsAToolOverHttp() {
    JsonNode result =
        completed(
            submit(
                "'transport':'http','url':'%s','operation':'call_tool','tool_name':'echo','arguments':{'a':1}"
                    .formatted(peer.url("/mcp"))));
    assertThat(result.at("/result/content/0/text").textValue()).isEqualTo("{\"a\":1}");
  }

  @Test
  void callsAToolOfALocalProgram() throws Exception {
    JsonNode result =
        completed(
            submit(
                "'transport':'stdio','command':['%s'],'operation':'call_tool','tool_name':'get-sum','arguments':{'a':2,'b':40}"
                    .formatted(McpServers.program("server-everything"))));
    assertThat(result.at("/result/content/0/text").textValue()).contains("42");
  }

  @Test
  void cancelOfARunEndsTheToolOnTheOtherSide() {
    JsonNode tree =
        submit(
            "'transport':'http','url':'%s','operation':'call_tool','tool_name':'hang','timeout':600"
                .formatted(peer.url("/mcp")));
    Await.until("the tool runs", LATER, () -> peer.state().path("running").intValue() == 1);
    http.post("/api/runs/" + tree.at("/run/id").textValue() + "/cancel", "{}");
    Await.until(
        "the tool and its session are gone",
        SOON,
        () ->
            peer.state().path("running").intValue() == 0
                && peer.state().path("open").intValue() == 0);
  }
}
