package org.espalier.executor.apflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.FurnishedServer;
import org.espalier.it.Http;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.PeerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The other node is a deployed Espalier; in the last tests the executor runs over there as well.
 */
@Timeout(600)
@ExtendWith(FurnishedServer.class)
class ApflowApiExecutorIT implements TaskExecutorContract {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LATER = Duration.ofSeconds(60);
  private static final String TREE =
      "[{'name':'r','schemas':{'method':'aggregate_results_executor'},'dependencies':['a']},"
          + "{'name':'a','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':%s}]";

  private static URI server;
  private static Http http;

  @BeforeAll
  static void find(URI shared) {
    server = shared;
    http = new Http(shared);
  }

  @Override
  public TaskExecutor executor() {
    return open();
  }

  private static ApflowApiExecutor open() {
    return ApflowApiExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
        new PeerSettings("apflow", 1 << 20, Duration.ofSeconds(30), 3, Duration.ofMinutes(5)));
  }

  @Override
  public void close(TaskExecutor executor) {
    ((ApflowApiExecutor) executor).close();
  }

  /** The server's own processes belong to its launcher. */
  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return true;
  }

  private static ObjectNode call(String method, String params, String more) {
    return Contexts.json(
        "{'base_url':'%s','method':'%s','params':%s,'headers':{'Idempotency-Key':'%s'}%s}"
            .formatted(server, method, params, UUID.randomUUID(), more));
  }

  private static ObjectNode followedTree(String inputs, String more) {
    return call("tasks.execute", TREE.formatted(inputs), ",'wait_for_completion':true" + more);
  }

  @Override
  public ObjectNode goodInputs() {
    return followedTree("{'n':1}", "");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(call("tasks.get", "7", ""));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(followedTree("{'delay':3000}", ",'timeout':3000"));
  }

  private static int running() {
    return http.get("/api/runs?status=queued,running,waiting").json().path("items").size();
  }

  @Override
  public void awaitBegun() {
    Await.until(
        "the task runs there",
        LATER,
        () -> http.get("/api/health").json().path("running_attempts").intValue() == 1);
  }

  @Override
  public void awaitStopped() {
    Await.until("no run is left there", SOON, () -> running() == 0);
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    String nobody = "http://127.0.0.1:" + EspalierServer.freePort();
    return Optional.of(goodInputs().put("base_url", nobody));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(followedTree("{'size':2000000}", ""));
  }

  private static ExecutionOutcome run(ObjectNode inputs) throws Exception {
    ApflowApiExecutor executor = open();
    try {
      return executor.execute(Contexts.of(inputs));
    } finally {
      executor.close();
    }
  }

  @Test
  void followsATreeByItsStreamAlone() throws Exception {
    ExecutionOutcome outcome = run(followedTree("{'n':41.50}", ""));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(result.path("poll_count").intValue()).isZero();
    assertThat(result.at("/results/a/n").asText()).isEqualTo("41.50");
    assertThat(result.at("/task/result/result_count").intValue()).isEqualTo(1);
  }

  @Test
  void aFailedTaskIsAFailure() throws Exception {
    Failed failed = (Failed) run(followedTree("{'fail':true,'fail_message':'no ink'}", ""));
    assertThat(failed.kind()).isEqualTo("remote_failed");
    assertThat(failed.message()).contains("a (no ink");
  }

  @Test
  void anUnknownTaskIsAFailureWithTheNodesWords() throws Exception {
    Failed failed =
        (Failed) run(call("tasks.execute", "{'task_id':'nobody'}", ",'use_streaming':true"));
    assertThat(failed.kind()).isEqualTo("rpc_error");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("-32001").contains("nobody");
  }

  @Test
  void aStoredTaskIsExecuted() throws Exception {
    String task = "{'name':'lone','schemas':{'method':'echo_executor'},'inputs':{'delay':1}}";
    JsonNode stored = ((Succeeded) run(call("tasks.create", task, ""))).result().path("result");
    String params = "{'task_id':'%s'}".formatted(stored.path("id").textValue());
    ObjectNode result =
        ((Succeeded) run(call("tasks.execute", params, ",'wait_for_completion':true"))).result();
    assertThat(result.path("task_id")).isEqualTo(stored.path("id"));
    assertThat(result.path("status").textValue()).isEqualTo("completed");
  }

  @Test
  void aTimeoutCancelsThere() throws Exception {
    Failed failed = (Failed) run(followedTree("{'delay':3000}", ",'timeout':3"));
    assertThat(failed.kind()).isEqualTo("timeout");
    awaitStopped();
  }

  @Test
  void aDeployedNodeRunsATreeOnANode() {
    JsonNode tree = submit("{'n':7}");
    String run = "/api/runs/" + tree.at("/run/id").textValue();
    Await.until(
        "completed", LATER, () -> http.get(run).json().path("status").asText().equals("completed"));
    JsonNode task = http.get("/api/trees/" + tree.path("id").textValue()).json().at("/tasks/0");
    assertThat(task.at("/result/results/a/n").asText()).isEqualTo("7");
  }

  @Test
  void cancelOfTheOuterRunCancelsTheInnerOne() {
    JsonNode tree = submit("{'delay':3000}");
    Await.until("both run", LATER, () -> running() == 2);
    http.post("/api/runs/" + tree.at("/run/id").textValue() + "/cancel", "{}");
    awaitStopped();
  }

  private static JsonNode submit(String inputs) {
    String body =
        "{'tasks':[{'name':'outer','schemas':{'method':'apflow_api_executor'},'inputs':{"
            + "'base_url':'%s','method':'tasks.execute','params':%s,'wait_for_completion':true}}]}"
                .formatted(server, TREE.formatted(inputs));
    Http.Answer answer = http.post("/api/trees?run=true", body.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }
}
