package org.espalier.executor.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.FurnishedServer;
import org.espalier.it.Http;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.PeerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The other node is a real one; the executor runs here, and in the last test over there as well.
 */
@Timeout(600)
@ExtendWith(FurnishedServer.class)
class EspalierExecutorIT implements TaskExecutorContract {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LATER = Duration.ofSeconds(60);
  private static final String ENDLESS =
      "[{'name':'endless','schemas':{'method':'echo_executor'},'inputs':{'delay':3000}}]";

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

  private static EspalierExecutor open() {
    return EspalierExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
        new PeerSettings("espalier", 1 << 20, Duration.ofSeconds(30), 3, Duration.ofMinutes(5)));
  }

  @Override
  public void close(TaskExecutor executor) {
    ((EspalierExecutor) executor).close();
  }

  /** The server's own processes belong to its launcher. */
  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return true;
  }

  /** The contract gives every attempt the same key; a header of the task's own wins. */
  private static ObjectNode inputs(String base, String tasks, String key, String more) {
    return Contexts.json(
        "{'base_url':'%s','headers':{'Idempotency-Key':'%s'},'tasks':%s%s}"
            .formatted(base, key, tasks, more));
  }

  private static ObjectNode fresh(String tasks, String more) {
    return inputs(server.toString(), tasks, UUID.randomUUID().toString(), more);
  }

  @Override
  public ObjectNode goodInputs() {
    return fresh("[{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'n':1}}]", "");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(Contexts.json("{'base_url':'%s','tasks':[]}".formatted(server)));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(fresh(ENDLESS, ",'timeout':3000"));
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
    return Optional.of(inputs(nobody, ENDLESS, "k", ""));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(
        fresh("[{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'size':2000000}}]", ""));
  }

  private static ExecutionOutcome run(ObjectNode inputs) throws Exception {
    EspalierExecutor executor = open();
    try {
      return executor.execute(Contexts.of(inputs));
    } finally {
      executor.close();
    }
  }

  private static Failed failure(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  @Test
  void returnsTheResultsOfAllTasks() throws Exception {
    ExecutionOutcome outcome =
        run(
            fresh(
                "[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'inputs':{'sum':'${a.n}'},'dependencies':['a']},"
                    + "{'id':'a','name':'a','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'n':41.50}}]",
                ""));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(result.path("status").textValue()).isEqualTo("completed");
    assertThat(result.path("results").path("a").path("n").asText()).isEqualTo("41.50");
    assertThat(result.path("result").path("sum").asText()).isEqualTo("41.50");
    String tree = result.path("tree_id").textValue();
    assertThat(http.get("/api/trees/" + tree).json().path("run").path("id"))
        .isEqualTo(result.path("run_id"));
  }

  @Test
  void showsTheProgressOfTheTasks() throws Exception {
    List<String> shown = Collections.synchronizedList(new ArrayList<>());
    ProgressListener listener = (progress, message) -> shown.add(progress + " " + message);
    EspalierExecutor executor = open();
    executor.execute(
        Contexts.of(
            fresh(
                "[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'dependencies':['a']},"
                    + "{'id':'a','name':'a','parent_id':'r','schemas':{'method':'echo_executor'}}]",
                ""),
            Json.object(),
            1,
            new CancellationToken(),
            listener));
    executor.close();
    assertThat(shown).contains("0.5 a: completed", "1.0 r: completed");
  }

  @Test
  void aFailedTreeIsAFailureThatNamesItsFailedTasks() throws Exception {
    Failed failed =
        failure(
            fresh(
                "[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'dependencies':['bad']},{'id':'bad','name':'bad','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'fail':true,'fail_message':'no"
                    + " ink'}}]",
                ""));
    assertThat(failed.kind()).isEqualTo("remote_failed");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("bad (no ink");
    JsonNode task = failed.details().path("failed_tasks").path(0);
    assertThat(task.path("name").textValue()).isEqualTo("bad");
    assertThat(task.path("error_kind").textValue()).isEqualTo("asked_to_fail");
  }

  @Test
  void anotherAttemptGoesOnWithTheSameTree() throws Exception {
    ObjectNode inputs =
        fresh(
            "[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'dependencies':['once','flaky']},"
                + "{'id':'once','name':'once','parent_id':'r','schemas':{'method':'echo_executor'}},"
                + "{'id':'flaky','name':'flaky','parent_id':'r','schemas':{'method':'rest_executor'},'inputs':{'url':'http://127.0.0.1:9/','timeout':5}}]",
            "");
    Failed failed = failure(inputs.deepCopy());
    assertThat(failed.kind()).isEqualTo("remote_failed");
    assertThat(failed.retryable()).isTrue();
    Failed again = failure(inputs);
    assertThat(again.details().path("tree_id")).isEqualTo(failed.details().path("tree_id"));
    assertThat(again.details().path("run_id")).isNotEqualTo(failed.details().path("run_id"));
    String second = again.details().path("run_id").textValue();
    JsonNode attempts = http.get("/api/runs/" + second + "/attempts").json().path("items");
    assertThat(attempts).as("only the task that failed is run again").hasSize(1);
  }

  @Test
  void aCompletedTreeIsNotRunAgain() throws Exception {
    ObjectNode inputs = goodInputs();
    ObjectNode first = ((Succeeded) run(inputs.deepCopy())).result();
    assertThat(((Succeeded) run(inputs)).result()).isEqualTo(first);
  }

  @Test
  void aRefusedTreeIsAFailureWithTheReasons() throws Exception {
    Failed failed = failure(fresh("[{'name':'a','schemas':{'method':'no_such'}}]", ""));
    assertThat(failed.kind()).isEqualTo("remote_invalid_tree");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("/tasks/0").contains("no_such");
  }

  @Test
  void aTimeoutCancelsTheRunThere() throws Exception {
    Failed failed = failure(fresh(ENDLESS, ",'timeout':3"));
    assertThat(failed.kind()).isEqualTo("timeout");
    awaitStopped();
  }

  @Test
  void goesOnBehindTheLastEventAfterALostConnection() throws Exception {
    try (Relay relay = new Relay(server.getPort())) {
      ObjectNode inputs =
          inputs(
              relay.url(),
              "[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'inputs':{'delay':4},'dependencies':['a']},"
                  + "{'id':'a','name':'a','parent_id':'r','schemas':{'method':'echo_executor'}}]",
              UUID.randomUUID().toString(),
              "");
      List<String> shown = Collections.synchronizedList(new ArrayList<>());
      CompletableFuture<ExecutionOutcome> outcome = new CompletableFuture<>();
      EspalierExecutor executor = open();
      new Thread(
              () -> {
                try {
                  outcome.complete(
                      executor.execute(
                          Contexts.of(
                              inputs,
                              Json.object(),
                              1,
                              new CancellationToken(),
                              (progress, message) -> shown.add(message))));
                } catch (Exception e) {
                  outcome.completeExceptionally(e);
                }
              })
          .start();
      Await.until("the second task runs", LATER, () -> shown.contains("r: in_progress"));
      relay.cut();
      assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);
      executor.close();
      assertThat(shown).filteredOn("a: completed"::equals).hasSize(1);
      assertThat(shown).contains("r: completed");
    }
  }

  @Test
  void aNodeThatIsNotReachedIsLeftAloneForAWhile() throws Exception {
    ObjectNode inputs = unreachableInputs().orElseThrow();
    EspalierExecutor executor = open();
    for (int i = 0; i < 3; i++) {
      Failed failed =
          (Failed)
              TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs.deepCopy())));
      assertThat(failed.kind()).isEqualTo("network");
    }
    Failed left =
        (Failed) TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs)));
    executor.close();
    assertThat(left.kind()).isEqualTo("circuit_open");
    assertThat(left.retryable()).isTrue();
    assertThat(left.retryAfter()).isPresent();
  }

  @Test
  void aDeployedNodeRunsATreeOnANode() throws Exception {
    String outer =
        "{'tasks':[{'name':'outer','schemas':{'method':'espalier_executor'},'inputs':{'base_url':'%s','tasks':["
                .formatted(server)
            + "{'id':'r','name':'r','schemas':{'method':'echo_executor'},'inputs':{'got':'$${a.n}'},'dependencies':['a']},"
            + "{'id':'a','name':'a','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'n':7}}]}}]}";
    JsonNode tree = submit(outer);
    awaitStatus(tree, "completed");
    JsonNode task = http.get("/api/trees/" + tree.path("id").textValue()).json().at("/tasks/0");
    assertThat(task.at("/result/result/got").asText()).isEqualTo("7");
  }

  @Test
  void cancelOfTheOuterRunCancelsTheInnerOne() throws Exception {
    JsonNode tree =
        submit(
            "{'tasks':[{'name':'outer','schemas':{'method':'espalier_executor'},'inputs':{'base_url':'%s','tasks':%s}}]}"
                .formatted(server, ENDLESS));
    Await.until("both run", LATER, () -> running() == 2);
    http.post("/api/runs/" + tree.at("/run/id").textValue() + "/cancel", "{}");
    awaitStopped();
  }

  private static JsonNode submit(String tree) {
    Http.Answer answer = http.post("/api/trees?run=true", tree.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static void awaitStatus(JsonNode tree, String status) {
    String run = "/api/runs/" + tree.at("/run/id").textValue();
    Await.until(
        status, LATER, () -> http.get(run).json().path("status").textValue().equals(status));
  }
}
