package org.espalier.executor.apflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.egress.NamedLoopback;
import org.espalier.executor.http.TestServer;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.PeerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApflowApiExecutorTest implements TaskExecutorContract {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TWO =
      "[{'name':'r','schemas':{'method':'e'},'dependencies':['a']},"
          + "{'name':'a','parent_id':'r','schemas':{'method':'e'},'inputs':%s}]";

  private ApflowPeer peer;

  @BeforeEach
  void start() throws IOException {
    peer = new ApflowPeer();
  }

  @AfterEach
  void stop() {
    peer.close();
  }

  @Override
  public TaskExecutor executor() {
    return open();
  }

  private static ApflowApiExecutor open() {
    return ApflowApiExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
        new PeerSettings("apflow", 1 << 20, Duration.ofSeconds(5), 3, Duration.ofMinutes(5)));
  }

  @Test // #19
  void theNodesNameMayHoldAnUnderscore() throws Exception {
    ApflowApiExecutor executor =
        ApflowApiExecutor.standalone(
            NamedLoopback.guard("my_service"),
            new PeerSettings("apflow", 1 << 20, Duration.ofSeconds(5), 3, Duration.ofMinutes(5)));
    try {
      ObjectNode inputs = call("tasks.get", "{}", "");
      inputs.put("base_url", peer.url().replace("127.0.0.1", "my_service"));
      assertThat(executor.execute(Contexts.of(inputs)).toString())
          .isEqualTo(
              open()
                  .execute(Contexts.of(call("tasks.get", "{}", "")))
                  .toString()
                  .replace("127.0.0.1", "my_service"))
          .doesNotContain("alias");
    } finally {
      executor.close();
    }
  }

  @Override
  public void close(TaskExecutor executor) {
    ((ApflowApiExecutor) executor).close();
  }

  private ObjectNode call(String method, String params, String more) {
    return Contexts.json(
        "{'base_url':'%s/','method':'%s','params':%s%s}"
            .formatted(peer.url(), method, params, more));
  }

  /** The contract gives every attempt the same key; a header of the task's own wins. */
  private ObjectNode followed(String params, String more) {
    String key = ",'headers':{'Idempotency-Key':'%s'}".formatted(UUID.randomUUID());
    return call(
        "tasks.execute", params, key + ",'wait_for_completion':true,'poll_interval':0.1" + more);
  }

  private ObjectNode followedTree(String inputs, String more) {
    return followed("{'tasks':%s}".formatted(TWO.formatted(inputs)), more);
  }

  @Override
  public ObjectNode goodInputs() {
    return followedTree("{'n':1}", "");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'base_url':'ftp://x','method':'tasks.get'}"),
        "/inputs/base_url",
        Contexts.json("{'base_url':'http://h','method':'tasks.execute','params':{}}"),
        "/inputs/params");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(call("tasks.get", "'no'", ""));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(followedTree("{'delay':3000}", ",'timeout':3000"));
  }

  @Override
  public void awaitBegun() {
    Await.until("the task runs there", SOON, peer::isWorking);
  }

  @Override
  public void awaitStopped() {
    Await.until("nothing runs there", SOON, () -> !peer.isWorking() && !peer.isRunning());
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

  private static ExecutionOutcome run(ExecutionContext context) throws Exception {
    ApflowApiExecutor executor = open();
    try {
      return TaskExecutorContract.outcome(() -> executor.execute(context));
    } finally {
      executor.close();
    }
  }

  private static ObjectNode success(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = run(Contexts.of(inputs));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private static Failed failure(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = run(Contexts.of(inputs));
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  @Test
  void followsAnExecutionByItsStreamAlone() throws Exception {
    ObjectNode result = success(followedTree("{'n':7}", ""));
    assertThat(peer.methods()).containsExactly("tasks.create", "tasks.execute", "tasks.tree");
    assertThat(result.path("status").textValue()).isEqualTo("completed");
    assertThat(result.path("poll_count").intValue()).isZero();
    assertThat(result.path("total_failures").intValue()).isZero();
    assertThat(result.path("task").path("name").textValue()).isEqualTo("r");
    assertThat(result.path("task").path("id")).isEqualTo(result.path("task_id"));
    assertThat(result.path("root_task_id")).isEqualTo(result.path("task_id"));
    assertThat(result.at("/results/a/n").intValue()).isEqualTo(7);
  }

  @Test
  void aPlainCallReturnsWhatTheMethodAnswers() throws Exception {
    peer.stored().create(Contexts.json("{'x':{'id':'t1','name':'t'}}"));
    ObjectNode result =
        success(
            call("tasks.get", "{'task_id':'t1'}", ",'auth_token':'secret','headers':{'X-A':'b'}"));
    assertThat(result.path("success").booleanValue()).isTrue();
    assertThat(result.path("method").textValue()).isEqualTo("tasks.get");
    assertThat(result.path("base_url").textValue()).isEqualTo(peer.url());
    assertThat(result.at("/result/name").textValue()).isEqualTo("t");
    TestServer.Seen seen = peer.server().only();
    assertThat(seen.header("Authorization")).isEqualTo("Bearer secret");
    assertThat(seen.header("X-A")).isEqualTo("b");
    assertThat(seen.header("Idempotency-Key")).isEqualTo("key-of-the-task");
  }

  @Test
  void methodsOfTheSystemHaveTheirOwnPath() throws Exception {
    success(call("system.health", "{}", ""));
    assertThat(peer.server().only().uri()).isEqualTo("/system");
  }

  @Test
  void anExecutionThatIsNotFollowedReturnsItsBeginning() throws Exception {
    peer.stored().create(Contexts.json("{'x':{'id':'t1','name':'t'}}"));
    ObjectNode result = success(call("tasks.execute", "{'task_id':'t1'}", ""));
    assertThat(result.at("/result/status").textValue()).isEqualTo("started");
    assertThat(result.at("/result/root_task_id").textValue()).isEqualTo("t1");
    assertThat(peer.methods()).containsExactly("tasks.execute");
  }

  @Test
  void tasksWithoutIdsGetSomeThatOthersReferTo() throws Exception {
    success(followedTree("{}", ""));
    JsonNode tasks = ApflowPeer.call(peer.server().seen().get(0).body()).path("params");
    UUID root = UUID.fromString(tasks.at("/0/id").textValue());
    assertThat(root.version()).isEqualTo(4);
    assertThat(tasks.at("/1/parent_id").textValue()).isEqualTo(root.toString());
    assertThat(tasks.at("/0/dependencies/0")).isEqualTo(tasks.at("/1/id"));
  }

  @Test
  void aChildThatFailedIsAFailureThoughItsRootIsCompleted() throws Exception {
    Failed failed = failure(followedTree("{'fail':'no ink'}", ""));
    assertThat(failed.kind()).isEqualTo("remote_failed");
    assertThat(failed.message()).contains("a (no ink)");
    assertThat(failed.details().path("status").textValue()).isEqualTo("completed");
    assertThat(failed.details().path("success").booleanValue()).isFalse();
    assertThat(failed.details().at("/failed_tasks/0/name").textValue()).isEqualTo("a");
    assertThat(failed.details().at("/failed_tasks/0/error").textValue()).isEqualTo("no ink");
  }

  @Test
  void aCancelThereIsAFailureHere() throws Exception {
    CompletableFuture<Failed> failed = new CompletableFuture<>();
    ObjectNode inputs = followedTree("{'delay':3000}", "");
    Thread attempt = new Thread(() -> complete(failed, () -> failure(inputs)));
    attempt.start();
    awaitBegun();
    JsonNode tasks = ApflowPeer.call(peer.server().seen().get(0).body()).path("params");
    String ids = "['%s','%s']".formatted(tasks.at("/0/id").asText(), tasks.at("/1/id").asText());
    success(call("tasks.cancel", "{'task_ids':%s}".formatted(ids), ""));
    assertThat(failed.get(60, TimeUnit.SECONDS).kind()).isEqualTo("remote_cancelled");
    assertThat(failed.get().retryable()).isFalse();
    assertThat(failed.get().message()).contains("Cancelled by user");
    attempt.join(SOON.toMillis());
  }

  private static <T> void complete(CompletableFuture<T> future, Callable<T> work) {
    try {
      future.complete(work.call());
    } catch (Exception e) {
      future.completeExceptionally(e);
    }
  }

  @Test
  void goesOnWhenTheStreamEndsBetweenTwoTasks() throws Exception {
    peer.streams(ApflowPeer.Streams.END_BETWEEN_TASKS);
    ObjectNode inputs = followedTree("{}", "");
    ((ObjectNode) inputs.at("/params/tasks/0")).putObject("inputs").put("delay", 1);
    ObjectNode result = success(inputs);
    assertThat(result.path("poll_count").intValue()).isPositive();
    assertThat(peer.methods()).filteredOn("tasks.execute"::equals).hasSize(1);
  }

  @Test
  void goesOnWhenTheStreamBreaks() throws Exception {
    peer.streams(ApflowPeer.Streams.BREAK);
    ObjectNode inputs = followedTree("{}", "");
    ((ObjectNode) inputs.at("/params/tasks/0")).putObject("inputs").put("delay", 1);
    ObjectNode result = success(inputs);
    assertThat(result.path("status").textValue()).isEqualTo("completed");
    assertThat(result.path("poll_count").intValue()).isPositive();
  }

  @Test
  void aRunThatIsOnAlreadyIsFollowed() throws Exception {
    peer.stored().create(Contexts.json("{'x':{'id':'t1','name':'t','inputs':{'delay':1}}}"));
    success(call("tasks.execute", "{'task_id':'t1'}", ""));
    ObjectNode result = success(followed("{'task_id':'t1'}", ""));
    assertThat(result.path("task_id").textValue()).isEqualTo("t1");
    assertThat(result.path("status").textValue()).isEqualTo("completed");
  }

  @Test
  void aRunThatIsOnAlreadyIsAFailureForAnExecutionThatIsNotFollowed() throws Exception {
    peer.stored().create(Contexts.json("{'x':{'id':'t1','name':'t','inputs':{'delay':3000}}}"));
    success(call("tasks.execute", "{'task_id':'t1'}", ""));
    Failed failed = failure(call("tasks.execute", "{'task_id':'t1'}", ""));
    assertThat(failed.kind()).isEqualTo("already_running");
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void anotherAttemptGoesOnWithTheTasksOfTheFirst() throws Exception {
    ObjectNode inputs = followedTree("{'fail':'no ink'}", "");
    failure(inputs.deepCopy());
    Failed again = (Failed) run(Contexts.of(inputs, Json.object(), 2, new CancellationToken()));
    assertThat(again.kind()).isEqualTo("remote_failed");
    assertThat(peer.stored().count()).isEqualTo(2);
    assertThat(peer.methods()).filteredOn("tasks.execute"::equals).hasSize(2);
  }

  @Test
  void whatIsCompletedIsNotRunAgain() throws Exception {
    ObjectNode inputs = goodInputs();
    ObjectNode first = success(inputs.deepCopy());
    Succeeded again =
        (Succeeded) run(Contexts.of(inputs, Json.object(), 2, new CancellationToken()));
    assertThat(again.result()).isEqualTo(first);
    assertThat(peer.methods()).filteredOn("tasks.execute"::equals).hasSize(1);
  }

  @Test
  void aTimeoutCancelsThere() throws Exception {
    Failed failed = failure(followedTree("{'delay':3000}", ",'timeout':2"));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.message()).contains("was cancelled there");
    awaitStopped();
  }

  @Test
  void anInterruptDoesNotKeepTheNodeFromBeingTold() throws Exception {
    CancellationToken token = new CancellationToken();
    ApflowApiExecutor executor = open();
    ExecutionContext context = Contexts.of(endlessInputs().orElseThrow(), token);
    CompletableFuture<ExecutionOutcome> outcome = new CompletableFuture<>();
    Thread attempt = new Thread(() -> complete(outcome, () -> executor.execute(context)));
    attempt.start();
    awaitBegun();
    peer.beforeCancel(attempt::interrupt);
    token.cancel(CancellationReason.CANCELLED);
    assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
    awaitStopped();
    attempt.join(SOON.toMillis());
    executor.close();
  }

  @Test
  void showsTheProgressOfTheTasks() throws Exception {
    List<String> shown = Collections.synchronizedList(new ArrayList<>());
    run(
        Contexts.of(
            goodInputs(),
            Json.object(),
            1,
            new CancellationToken(),
            (progress, message) -> shown.add(progress + " " + message)));
    assertThat(shown).contains("0.5 a: completed", "1.0 r: completed");
  }

  @Test
  void anErrorIsAFailureOfANodeThatIsWell() throws Exception {
    ApflowApiExecutor executor = open();
    ObjectNode inputs = followed("{'task_id':'nobody'}", "");
    for (int i = 0; i < 5; i++) {
      Failed failed =
          (Failed)
              TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs.deepCopy())));
      assertThat(failed.kind()).isEqualTo("rpc_error");
      assertThat(failed.message()).contains("Task nobody not found");
      assertThat(failed.details().at("/error/code").intValue()).isEqualTo(-32603);
    }
    executor.close();
  }

  @Test
  void aNodeThatIsNotReachedIsLeftAloneForAWhile() throws Exception {
    ObjectNode inputs = unreachableInputs().orElseThrow();
    ApflowApiExecutor executor = open();
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
    assertThat(left.retryAfter()).isPresent();
  }

  @Test
  void aMissingTokenAndAPageAreToldApart() throws Exception {
    peer.server()
        .on("/closed", exchange -> TestServer.answer(exchange, 401, "application/json", "{}"));
    ObjectNode inputs = call("tasks.get", "{}", "");
    Failed closed = failure(inputs.deepCopy().put("base_url", peer.url() + "/closed"));
    assertThat(closed.kind()).isEqualTo("unauthorized");
    Failed page = failure(inputs.put("base_url", peer.url() + "/page"));
    assertThat(page.kind()).isEqualTo("bad_answer");
    assertThat(page.message()).contains("inputs.base_url");
  }

  @Test
  void whatNobodyRunsAnyMoreIsAFailure() throws Exception {
    peer.server().onBody("/lost/tasks", ApflowApiExecutorTest::answerAsAfterARestart);
    ObjectNode inputs = followed("{'task_id':'t1'}", "");
    Failed failed = failure(inputs.put("base_url", peer.url() + "/lost"));
    assertThat(failed.kind()).isEqualTo("remote_stopped");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("t (in_progress)");
  }

  private static void answerAsAfterARestart(HttpExchange exchange, String body) throws IOException {
    String method = ApflowPeer.call(body).path("method").asText();
    String result =
        switch (method) {
          case "tasks.execute" -> "{'success':true,'status':'started','root_task_id':'t1'}";
          case "tasks.running.status" -> "[{'status':'in_progress','is_running':false}]";
          default -> "{'task':{'id':'t1','name':'t','status':'in_progress'},'children':[]}";
        };
    String answer = "{'jsonrpc':'2.0','id':1,'result':%s}".formatted(result);
    TestServer.answer(exchange, 200, "application/json", answer.replace('\'', '"'));
  }

  @Test
  void paramsThatNameNothingToRunAreRefused() throws Exception {
    Failed failed = failure(call("tasks.execute", "{}", ""));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).contains("task_id");
    Failed roots = failure(call("tasks.execute", "[{'name':'a'},{'name':'b'}]", ""));
    assertThat(roots.message()).contains("one root");
  }
}
