package org.espalier.engine.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.database.TestDatabase;
import org.espalier.engine.Decisions.Reception;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.query.TaskState;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.approval.ApprovalExecutor;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/** Questions from the task that asks to the answer it ends with, whatever the database. */
interface ApprovalsContract {
  TestDatabase database();

  private Approvals approvals(TestNode node) {
    return new Approvals(
        new FreshApprovals(database()), node.decisions, new InputSchemas(), node.settings());
  }

  private static Answer yes(String who) {
    return new Answer(true, who, group -> false, Optional.empty(), Optional.empty());
  }

  private static Answer no(String who, String why) {
    return new Answer(false, who, group -> false, Optional.of(why), Optional.empty());
  }

  private static Answer filledIn(String form) {
    return new Answer(
        true,
        "ada",
        group -> false,
        Optional.empty(),
        Optional.of(Json.readObject(form.replace('\'', '"'))));
  }

  /** A tree of a root that needs the result of {@code ask}. */
  private static String tree(String inputs) {
    return """
    {'tasks':[
     {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['ask'],
      'inputs':{'approved':'${ask.approved}'}},
     {'name':'ask','parent_id':'root','schemas':{'method':'approval_executor'},'inputs':%s}]}
    """
        .formatted(inputs);
  }

  /** The questions of a tree, as they are stored. */
  default List<Approval> of(UUID tree) {
    return new FreshApprovals(database())
        .list(
            new ApprovalQuery(
                Set.of(),
                Optional.of(tree),
                Optional.empty(),
                Optional.empty(),
                500,
                Optional.empty()));
  }

  private Approval asked(TestNode node, UUID tree) {
    node.await(tree, RunStatus.WAITING);
    assertThat(of(tree)).hasSize(1);
    return of(tree).get(0);
  }

  private static JsonNode result(TestNode node, UUID tree, String task) {
    return Json.read(node.task(tree, task).result().orElseThrow());
  }

  @Test
  default void aPersonApprovesAndTheTreeGoesOn() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'title':'Pay?','data':{'amount':12}}"));
      Approval asked = asked(node, tree);
      assertThat(asked.status()).isEqualTo(ApprovalStatus.OPEN);
      assertThat(asked.question().title()).isEqualTo("Pay?");
      assertThat(asked.question().data()).isEqualTo(Json.object().put("amount", 12));
      assertThat(asked.taskId()).isEqualTo(node.task(tree, "ask").id());
      Await.until("the run holds nothing", TestNode.BOUND, () -> node.engine.activeRuns() == 0);

      Approval answered = approvals(node).answer(asked.id(), yes("ada"));

      assertThat(answered.status()).isEqualTo(ApprovalStatus.APPROVED);
      assertThat(answered.decidedBy()).contains("ada");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree, "root").get("approved").booleanValue()).isTrue();
      assertThat(result(node, tree, "ask").get("decided_by").textValue()).isEqualTo("ada");
      assertThat(
              new InputSchemas()
                  .validate(
                      new ApprovalExecutor().type().resultSchema(), result(node, tree, "ask")))
          .isEmpty();
      assertThat(node.attempts(tree)).hasSize(2);
    }
  }

  @Test
  default void saysWhatTheTaskWaitsFor() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      UUID approval = asked(node, tree).id();
      List<TaskState> states = node.tasks(tree).stream().map(TaskState::of).toList();
      var reason =
          WaitingReasons.of(states, Optional.of(node.latestRun(tree)))
              .get(node.task(tree, "ask").id());
      assertThat(reason.kind().word()).isEqualTo("approval");
      assertThat(reason.approvalId()).contains(approval);
      assertThat(reason.detail()).contains("/api/approvals/" + approval);
      node.runner.pause(node.latestRun(tree).id());
      node.await(tree, RunStatus.PAUSED);
      var paused =
          WaitingReasons.of(states, Optional.of(node.latestRun(tree)))
              .get(node.task(tree, "ask").id());
      assertThat(paused.kind().word()).isEqualTo("paused");
      assertThat(paused.approvalId()).contains(approval);
    }
  }

  @Test
  default void aRejectionFailsTheTaskWithItsReason() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      approvals(node).answer(asked(node, tree).id(), no("bob", "too much"));
      node.await(tree, RunStatus.FAILED);
      assertThat(node.task(tree, "ask").error()).contains("Rejected by bob: too much");
      assertThat(node.attempts(tree).get(0).errorKind()).contains("rejected");
      assertThat(node.attempts(tree).get(0).retryable()).contains(false);
    }
  }

  @Test
  default void aRejectionCanBeAResult() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'on_reject':'complete'}"));
      approvals(node).answer(asked(node, tree).id(), no("bob", "too much"));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree, "root").get("approved").booleanValue()).isFalse();
      assertThat(result(node, tree, "ask").get("comment").textValue()).isEqualTo("too much");
    }
  }

  @Test
  default void ofManyAnswersAtOnceOneCounts() throws Exception {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'on_reject':'complete'}"));
      UUID approval = asked(node, tree).id();
      List<Callable<Optional<ApprovalStatus>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Answer answer = i % 2 == 0 ? yes("p" + i) : no("p" + i, "no");
        answers.add(() -> accepted(node, approval, answer));
      }
      List<ApprovalStatus> accepted = atOnce(answers);
      assertThat(accepted).hasSize(1);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(of(tree).get(0).status()).isEqualTo(accepted.get(0));
      assertThat(result(node, tree, "ask").get("approved").booleanValue())
          .isEqualTo(accepted.get(0) == ApprovalStatus.APPROVED);
    }
  }

  private Optional<ApprovalStatus> accepted(TestNode node, UUID approval, Answer answer) {
    try {
      return Optional.of(approvals(node).answer(approval, answer).status());
    } catch (ApprovalStateException e) {
      assertThat(e).hasMessageContaining(" at 2");
      return Optional.empty();
    }
  }

  /** All at the same moment, as near as that can be; what came of those that brought something. */
  private static <T> List<T> atOnce(List<Callable<Optional<T>>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      CyclicBarrier start = new CyclicBarrier(calls.size());
      List<Future<Optional<T>>> futures = new ArrayList<>();
      for (Callable<Optional<T>> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      List<T> found = new ArrayList<>();
      for (Future<Optional<T>> future : futures) {
        future.get().ifPresent(found::add);
      }
      return found;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  default void theDeadlineDecidesWhenNobodyDoes() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'within':0.2,'at_deadline':'approve'}"));
      node.await(tree, RunStatus.COMPLETED);
      Approval expired = of(tree).get(0);
      assertThat(expired.status()).isEqualTo(ApprovalStatus.EXPIRED);
      assertThat(expired.decidedBy()).isEmpty();
      assertThat(expired.decidedAt().orElseThrow())
          .isAfterOrEqualTo(expired.question().deadline().orElseThrow());
      assertThat(result(node, tree, "ask").get("approved").booleanValue()).isTrue();
      assertThatThrownBy(() -> approvals(node).answer(expired.id(), yes("ada")))
          .isInstanceOf(ApprovalStateException.class)
          .hasMessageContaining("expired at ");
    }
  }

  @Test
  default void anAnswerAtTheDeadlineIsTheDecisionOrComesTooLate() {
    try (TestNode node = new TestNode(database())) {
      for (int i = 0; i < 10; i++) {
        UUID tree = node.submit(tree("{'within':0.15,'on_reject':'complete'}"));
        Await.until("it has asked", TestNode.BOUND, () -> !of(tree).isEmpty());
        Approval asked = of(tree).get(0);
        Await.until(
            "the deadline is near",
            TestNode.BOUND,
            () ->
                asked
                    .question()
                    .deadline()
                    .orElseThrow()
                    .minusMillis(2)
                    .isBefore(java.time.Instant.now()));
        boolean isAccepted =
            node.decisions.decide(asked.id(), ApprovalStatus.APPROVED, "ada", null, null)
                == Reception.ACCEPTED;
        node.await(tree, RunStatus.COMPLETED);
        assertThat(of(tree).get(0).status())
            .isEqualTo(isAccepted ? ApprovalStatus.APPROVED : ApprovalStatus.EXPIRED);
        assertThat(result(node, tree, "ask").get("approved").booleanValue()).isEqualTo(isAccepted);
      }
    }
  }

  @Test
  default void aQuestionOfACancelledRunCanBeAnsweredNoMore() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      Approval asked = asked(node, tree);
      node.runner.cancel(node.latestRun(tree).id());
      assertThat(node.decisions.decide(asked.id(), ApprovalStatus.APPROVED, "ada", null, null))
          .isNotEqualTo(Reception.ACCEPTED);
      node.await(tree, RunStatus.CANCELLED);
      assertThatThrownBy(() -> approvals(node).answer(asked.id(), yes("ada")))
          .isInstanceOf(ApprovalStateException.class)
          .hasMessageContaining("was withdrawn, because its task was cancelled");
      assertThat(node.task(tree, "ask").status()).isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  default void aQuestionOfACancelledTaskIsWithdrawnAlone() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'approval_executor'}},
               {'name':'other','parent_id':'root','schemas':{'method':'approval_executor'}}]}
              """);
      node.await(tree, RunStatus.WAITING);
      Task other = node.task(tree, "other");
      node.runner.cancelTask(node.latestRun(tree).id(), other.id(), "not needed");
      Await.until(
          "it is withdrawn",
          TestNode.BOUND,
          () -> of(tree).stream().anyMatch(each -> each.status() == ApprovalStatus.WITHDRAWN));
      assertThat(node.task(tree, "other").status()).isEqualTo(TaskStatus.CANCELLED);
      node.await(tree, RunStatus.WAITING);
      assertThat(of(tree))
          .extracting(Approval::status)
          .containsExactlyInAnyOrder(ApprovalStatus.WITHDRAWN, ApprovalStatus.OPEN);
    }
  }

  @Test
  default void aPausedRunHearsTheAnswerWhenItIsResumed() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      Approval asked = asked(node, tree);
      UUID run = node.latestRun(tree).id();
      node.runner.pause(run);
      node.await(tree, RunStatus.PAUSED);
      approvals(node).answer(asked.id(), yes("ada"));
      assertThat(node.latestRun(tree).status()).isEqualTo(RunStatus.PAUSED);
      node.runner.resume(run);
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void anAnswerThatWasRecordedJustBeforeTheNodeDiedCounts() {
    UUID tree;
    try (TestNode node = new TestNode(database())) {
      tree = node.submit(tree("{}"));
      Approval asked = asked(node, tree);
      node.engine.stop();
      approvals(node).answer(asked.id(), yes("ada"));
      assertThat(node.latestRun(tree).status()).isEqualTo(RunStatus.WAITING);
    }
    try (TestNode node = new TestNode(database())) {
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.attempts(tree)).hasSize(2);
    }
  }

  @Test
  default void aQuestionThatIsOpenOutlivesTheNode() {
    UUID tree;
    try (TestNode node = new TestNode(database())) {
      tree = node.submit(tree("{}"));
      asked(node, tree);
    }
    try (TestNode node = new TestNode(database())) {
      assertThat(asked(node, tree).status()).isEqualTo(ApprovalStatus.OPEN);
      approvals(node).answer(asked(node, tree).id(), yes("ada"));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(of(tree)).hasSize(1);
    }
  }

  @Test
  default void anAnswerReachesARunThatIsBusyWithOtherThings() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'blocking'}},
               {'name':'ask','parent_id':'root','schemas':{'method':'approval_executor'}}]}
              """);
      node.awaitEntered("root", 1);
      Await.until("it has asked", TestNode.BOUND, () -> !of(tree).isEmpty());
      approvals(node).answer(of(tree).get(0).id(), yes("ada"));
      Await.until(
          "the task is over",
          TestNode.BOUND,
          () -> node.task(tree, "ask").status() == TaskStatus.COMPLETED);
      assertThat(node.latestRun(tree).status()).isEqualTo(RunStatus.RUNNING);
      node.open("root");
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void refusesAFormThatIsNotFilledInAsAsked() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              tree(
                  """
                  {'form':{'type':'object','properties':{'days':{'type':'integer','minimum':1}},
                   'required':['days']}}
                  """));
      Approval asked = asked(node, tree);
      for (String form : List.of("{}", "{'days':0}", "{'days':'two'}")) {
        assertThatThrownBy(() -> approvals(node).answer(asked.id(), filledIn(form)))
            .isInstanceOfSatisfying(
                InvalidRequestException.class,
                e ->
                    assertThat(e.violations().get(0).pointer() + e.violations().get(0).message())
                        .startsWith("/form")
                        .contains("days"));
      }
      assertThatThrownBy(() -> approvals(node).answer(asked.id(), yes("ada")))
          .isInstanceOf(InvalidRequestException.class);
      assertThat(of(tree).get(0).status()).isEqualTo(ApprovalStatus.OPEN);
      assertThat(approvals(node).answer(asked.id(), filledIn("{'days':2}")).form())
          .contains("{\"days\":2}");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree, "ask").at("/form/days").intValue()).isEqualTo(2);
    }
  }

  @Test
  default void onlyApproversMayAnswer() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'approvers':['ada','managers']}"));
      Approval asked = asked(node, tree);
      assertThatThrownBy(() -> approvals(node).answer(asked.id(), yes("bob")))
          .isInstanceOf(NotAnApproverException.class)
          .hasMessageContaining("'bob' is not one of the approvers");
      Answer inGroup =
          new Answer(true, "bob", "managers"::equals, Optional.empty(), Optional.empty());
      assertThat(approvals(node).answer(asked.id(), inGroup).decidedBy()).contains("bob");
    }
  }

  @Test
  default void aRunOfTheWholeTreeAsksAnew() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      approvals(node).answer(asked(node, tree).id(), no("bob", "no"));
      node.await(tree, RunStatus.FAILED);
      node.runner.start(tree, org.espalier.engine.store.RunStart.ALL);
      node.await(tree, RunStatus.WAITING);
      assertThat(of(tree)).extracting(Approval::status).hasSize(2);
      Approval open = open(tree).get(0);
      approvals(node).answer(open.id(), yes("ada"));
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void asksOncePerElementOfAListAsFarAsItMay() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'all','schemas':{'method':'foreach_executor'},'inputs':{
                'items':[1,2,3],'max_concurrency':2,'task':{'schemas':{'method':'approval_executor'},
                'inputs':{'title':'Pay ${item}?','on_reject':'complete'}}}}]}
              """);
      for (int i = 0; i < 3; i++) {
        int answered = i;
        Await.until(
            "as many are asked as may be",
            TestNode.BOUND,
            () -> of(tree).size() == Math.min(3, answered + 2));
        node.await(tree, RunStatus.WAITING);
        approvals(node).answer(open(tree).get(0).id(), i == 1 ? no("ada", "no") : yes("ada"));
      }
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree, "all").at("/results").findValuesAsText("approved"))
          .containsExactlyInAnyOrder("true", "true", "false");
    }
  }

  private List<Approval> open(UUID tree) {
    return of(tree).stream().filter(each -> each.status() == ApprovalStatus.OPEN).toList();
  }

  @Test
  default void tellsOfQuestionsAndDecisions() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{'title':'Pay?'}"));
      Approval asked = asked(node, tree);
      approvals(node).answer(asked.id(), yes("ada"));
      node.await(tree, RunStatus.COMPLETED);
      String told =
          node.events().read(asked.runId(), 0, 100).stream()
              .map(row -> row.events())
              .reduce("", String::concat);
      assertThat(told)
          .containsSubsequence(
              "\"task.asked\"",
              "\"title\":\"Pay?\"",
              "\"run.waiting\"",
              "\"task.decided\"",
              "\"decision\":\"approved\",\"decided_by\":\"ada\"",
              "\"task.completed\"",
              "\"run.ended\"");
    }
  }

  @Test
  default void listsTenThousandOpenQuestionsPageByPage() throws SQLException {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(tree("{}"));
      Approval asked = asked(node, tree);
      for (int i = 0; i < 10_000; i += 500) {
        database().execute(copies(asked.id(), i));
      }
      Set<UUID> seen = new HashSet<>();
      Optional<PageCursor> cursor = Optional.empty();
      List<Approval> page;
      do {
        page =
            new FreshApprovals(database())
                .list(
                    new ApprovalQuery(
                        Set.of(ApprovalStatus.OPEN),
                        Optional.of(tree),
                        Optional.empty(),
                        Optional.empty(),
                        500,
                        cursor));
        page.forEach(each -> assertThat(seen.add(each.id())).isTrue());
        cursor =
            page.isEmpty()
                ? cursor
                : Optional.of(
                    PageCursor.of(
                        page.get(page.size() - 1).askedAt(), page.get(page.size() - 1).id()));
      } while (page.size() == 500);
      assertThat(seen).hasSize(10_001);
      approvals(node).answer(asked.id(), yes("ada"));
      node.await(tree, RunStatus.COMPLETED);
    } finally {
      database().execute("delete from approval");
    }
  }

  private static String copies(UUID id, int from) {
    StringBuilder numbers = new StringBuilder();
    for (int i = from; i < from + 500; i++) {
      numbers
          .append(numbers.isEmpty() ? "" : ", ")
          .append("(cast('%s' as uuid), %d)".formatted(UUID.randomUUID(), i + 2));
    }
    return """
    insert into approval (id, run_id, task_id, attempt, tree_id, status, question, asked_at)
    select n.id, a.run_id, a.task_id, n.number, a.tree_id, a.status, a.question, a.asked_at
    from approval a cross join (values %s) as n (id, number) where a.id = '%s'
    """
        .formatted(numbers, id);
  }

  @Test
  default void twentyRunsSleepAtANodeWithRoomForOne() {
    try (TestNode node = new TestNode(database(), Map.of("espalier.engine.max-active-runs", "1"))) {
      List<UUID> trees = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        trees.add(node.submit(tree("{}")));
      }
      trees.forEach(tree -> node.await(tree, RunStatus.WAITING));
      Await.until("no run is held", TestNode.BOUND, () -> node.engine.activeRuns() == 0);
      trees.forEach(tree -> approvals(node).answer(of(tree).get(0).id(), yes("ada")));
      trees.forEach(tree -> node.await(tree, RunStatus.COMPLETED));
    }
  }
}
