package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Item 65 of the conformance list: the events of an execution, as they happen. */
@ExtendWith(DeployedServer.class)
@RunAsClient
class RpcStreamIT {
  private static final String TREE =
      """
      [{'name':'r','schemas':{'method':'echo_executor'},'dependencies':['a','b']},
       {'name':'a','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'x':1}},
       {'name':'b','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'delay':0.2,'y':2}}]
      """;

  private final URI server;
  private final Rpc rpc;

  RpcStreamIT(URI server) {
    this.server = server;
    this.rpc = new Rpc(new Http(server), "/tasks");
  }

  private SseCall stream(String path, String id) {
    return new SseCall(
        server.resolve(path),
        Rpc.json(
            "{'jsonrpc':'2.0','method':'tasks.execute','params':{'task_id':'%s','use_streaming':true},'id':7}"
                .formatted(id)));
  }

  private static void isAWholeStream(List<JsonNode> events, String root, String status) {
    JsonNode first = events.get(0);
    assertThat(first.get("id").asInt()).isEqualTo(7);
    assertThat(first.at("/result/status").asText()).isEqualTo("started");
    assertThat(first.at("/result/streaming").asBoolean()).isTrue();
    assertThat(first.at("/result/root_task_id").asText()).isEqualTo(root);
    JsonNode last = events.get(events.size() - 2);
    assertThat(last.get("type").asText()).isEqualTo("final");
    assertThat(last.get("task_id").asText()).isEqualTo(root);
    assertThat(last.get("status").asText()).isEqualTo(status);
    assertThat(events.stream().filter(event -> event.path("final").asBoolean())).hasSize(1);
    assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("stream_end");
  }

  @Test
  void item65_theAnswerComesFirstThenEveryEventAndTheEndOnce() {
    JsonNode stored = rpc.createAll(TREE);
    String root = Rpc.id(stored, "r");
    for (int run = 0; run < 2; run++) {
      List<JsonNode> events;
      try (SseCall call = stream("/tasks", root)) {
        assertThat(call.contentType().replace(" ", ""))
            .isEqualToIgnoringCase("text/event-stream;charset=utf-8");
        events = call.rest();
      }
      isAWholeStream(events, root, "completed");
      assertThat(events)
          .extracting(e -> e.path("type").asText())
          .filteredOn("task_start"::equals)
          .hasSize(3);
      List<JsonNode> completed =
          events.stream().filter(e -> e.path("type").asText().equals("task_completed")).toList();
      assertThat(completed).hasSize(3);
      assertThat(completed).allMatch(e -> e.get("result").isObject() && !e.has("final"));
      assertThat(completed.get(2).get("task_id").asText()).isEqualTo(root);
    }
  }

  @Test
  void aFailureAndACancelAreToldToo() {
    String failing =
        rpc.create(
            "{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'fail':true,'fail_message':'no way'}}");
    List<JsonNode> events;
    try (SseCall call = stream("/", failing)) {
      events = call.rest();
    }
    isAWholeStream(events, failing, "failed");
    assertThat(
            events.stream()
                .filter(e -> e.path("type").asText().equals("task_failed"))
                .findFirst()
                .orElseThrow()
                .get("error")
                .asText())
        .contains("no way");
    String slow =
        rpc.create("{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'delay':600}}");
    try (SseCall call = stream("/tasks", slow)) {
      rpc.awaitStatus(slow, "in_progress");
      rpc.result("tasks.cancel", "{'task_ids':['" + slow + "']}");
      events = call.rest();
    }
    isAWholeStream(events, slow, "cancelled");
    assertThat(events).extracting(e -> e.path("type").asText()).contains("task_cancelled");
  }

  @Test
  void anEventComesWhenItHappensAndTheRunGoesOnWithoutItsClient() {
    String slow =
        rpc.create("{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'delay':3}}");
    try (SseCall call = stream("/tasks", slow)) {
      assertThat(call.next()).isPresent();
      Optional<JsonNode> start = call.next();
      assertThat(start.orElseThrow().get("type").asText()).isEqualTo("task_start");
      assertThat(rpc.get(slow).get("status").asText()).isEqualTo("in_progress");
    }
    assertThat(rpc.awaitEnd(slow).get("status").asText()).isEqualTo("completed");
  }

  @Test
  void whatCannotBeExecutedIsNoStream() {
    JsonNode error =
        rpc.refused(-32001, "tasks.execute", "{'task_id':'nobody','use_streaming':true}");
    assertThat(error.get("message").asText()).contains("Task not found");
    String id =
        rpc.create("{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'delay':2}}");
    rpc.result("tasks.execute", "{'task_id':'" + id + "'}");
    JsonNode answer = rpc.result("tasks.execute", "{'task_id':'" + id + "','use_streaming':true}");
    assertThat(answer.get("success").asBoolean()).isFalse();
    assertThat(answer.get("status").asText()).isEqualTo("already_running");
    rpc.awaitEnd(id);
  }
}
