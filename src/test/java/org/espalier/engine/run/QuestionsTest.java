package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.event.TaskEvent.TaskAsked;
import org.espalier.executor.Question;
import org.espalier.executor.Question.AtDeadline;
import org.espalier.executor.Question.OnReject;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/** A run whose tasks ask persons, without a database. */
class QuestionsTest {
  private static final Question QUESTION = Question.of("Pay?");

  private final TestRun run = new TestRun();

  private static Question question(AtDeadline atDeadline, OnReject onReject) {
    return new Question(
        "Pay?",
        "",
        Json.object(),
        Json.object(),
        List.of(),
        Optional.of(TestRun.START.plusSeconds(60)),
        atDeadline,
        onReject);
  }

  private String result(String task) {
    return run.row(task).result();
  }

  @Test
  void leavesTheNodeAtOnceWhileItOnlyWaitsForAnAnswer() {
    run.task("a").task("b", "a").begin();
    run.ask("a", QUESTION).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
    assertThat(run.ledger.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(run.ledger.run.wakeAt()).isNull();
    assertThat(run.status("a")).isEqualTo(TaskStatus.IN_PROGRESS);
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.IN_PROGRESS);
    assertThat(run.ledger.questions.values()).containsExactly(ApprovalStatus.OPEN);
    assertThat(run.eventTypes()).endsWith("task.started", "task.asked", "run.waiting");
    UUID told =
        run.ledger.events.stream()
            .filter(TaskAsked.class::isInstance)
            .map(event -> ((TaskAsked) event).approvalId())
            .findFirst()
            .orElseThrow();
    assertThat(run.row("a").parked()).isEqualTo("{\"approval_id\":\"" + told + "\"}");
  }

  @Test
  void staysWhileSomethingElseIsDueSoon() {
    run.task("a").task("b").begin();
    run.ask("a", QUESTION).park("b", Duration.ofSeconds(20)).turn();
    assertThat(run.exit).isEmpty();
    run.pass(Duration.ofSeconds(20)).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
  }

  @Test
  void wakesForWhatIsDueWhileAQuestionIsOpen() {
    run.task("a").task("b").begin();
    run.ask("a", QUESTION).park("b", Duration.ofHours(1)).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
    assertThat(run.ledger.run.wakeAt()).isEqualTo(run.now.plus(Duration.ofHours(1)));
  }

  @Test
  void completesWithTheAnswerAndGoesOn() {
    run.task("a").task("b", "a").task("c").begin();
    run.ask("a", QUESTION).turn();
    run.decide("a", ApprovalStatus.APPROVED, QUESTION).turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(Json.readObject(result("a")))
        .isEqualTo(
            Json.readObject(
                """
                {"approved":true,"approval_id":"00000000-0000-0005-0000-000000000005","decided_by":"ada",
                "decided_at":"%s","comment":"because","form":{"n":1}}
                """
                    .formatted(org.espalier.json.JsonTime.text(run.now))));
    assertThat(run.attempts("a").get(0).result()).isEqualTo(result("a"));
    assertThat(run.out()).contains("b");
    assertThat(run.ledger.questions).isEmpty();
  }

  @Test
  void hearsAnAnswerOnce() {
    run.task("a").task("b").begin();
    run.ask("a", QUESTION).turn();
    run.decide("a", ApprovalStatus.APPROVED, QUESTION).turn();
    run.decide("a", ApprovalStatus.REJECTED, QUESTION).turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.attempts("a")).hasSize(1);
  }

  @Test
  void failsWhenItIsRejected() {
    run.task("a").task("b", "a").begin();
    run.ask("a", QUESTION).turn();
    run.claimAgain(RunStatus.WAITING, run.decision("a", ApprovalStatus.REJECTED, QUESTION));
    assertThat(run.exit).contains(RunExit.FAILED);
    AttemptRow attempt = run.attempts("a").get(0);
    assertThat(attempt.errorKind()).isEqualTo("rejected");
    assertThat(attempt.error()).isEqualTo("Rejected by ada: because");
    assertThat(attempt.retryable()).isFalse();
    assertThat(attempt.result()).contains("\"approved\":false");
    assertThat(run.row("a").parked()).isNull();
  }

  @Test
  void completesWhenItIsRejectedWhereThatIsWanted() {
    Question question = question(AtDeadline.REJECT, OnReject.COMPLETE);
    run.task("a").begin();
    run.ask("a", question).turn();
    run.claimAgain(RunStatus.WAITING, run.decision("a", ApprovalStatus.REJECTED, question));
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(result("a")).contains("\"approved\":false", "\"decided_by\":\"ada\"");
  }

  @Test
  void aDeadlineMeansWhatTheQuestionSays() {
    assertThat(endAtDeadline(AtDeadline.REJECT, OnReject.FAIL)).isEqualTo("rejected");
    assertThat(endAtDeadline(AtDeadline.FAIL, OnReject.COMPLETE)).isEqualTo("deadline");
    assertThat(endAtDeadline(AtDeadline.REJECT, OnReject.COMPLETE)).contains("\"approved\":false");
    assertThat(endAtDeadline(AtDeadline.APPROVE, OnReject.FAIL))
        .contains("\"approved\":true", "\"decided_by\":null", "\"form\":null");
  }

  private static String endAtDeadline(AtDeadline atDeadline, OnReject onReject) {
    Question question = question(atDeadline, onReject);
    TestRun run = new TestRun();
    run.task("a").begin();
    run.ask("a", question).turn();
    run.claimAgain(RunStatus.WAITING, run.decision("a", ApprovalStatus.EXPIRED, question));
    AttemptRow attempt = run.attempts("a").get(0);
    return attempt.errorKind() == null ? attempt.result() : attempt.errorKind();
  }

  @Test
  void asksAgainWhenThePolicyNamesRejections() {
    run.task(
            "a",
            task ->
                task.retry(
                    new RetryPolicy(
                        3,
                        RetryPolicy.Backoff.FIXED,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        0,
                        Set.of("rejected"))))
        .begin();
    run.ask("a", QUESTION).turn();
    run.claimAgain(RunStatus.WAITING, run.decision("a", ApprovalStatus.REJECTED, QUESTION));
    assertThat(run.status("a")).isEqualTo(TaskStatus.PENDING);
    assertThat(run.row("a").parked()).isNull();
    run.pass(Duration.ofSeconds(2)).turn();
    run.ask("a", QUESTION).turn();
    run.claimAgain(RunStatus.WAITING, run.decision("a", ApprovalStatus.APPROVED, QUESTION));
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attemptStatuses("a"))
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.COMPLETED);
  }

  @Test
  void outlivesItsNode() {
    run.task("a", StoredTask::atMostOnce).task("b").begin();
    run.ask("a", QUESTION).turn();
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("b");
    run.decide("a", ApprovalStatus.APPROVED, QUESTION).succeed("b").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attempts("a")).hasSize(1);
  }

  @Test
  void isWithdrawnWhenItsTaskOrRunIsCancelled() {
    run.task("a").task("b").task("c").begin();
    run.ask("a", QUESTION).ask("b", QUESTION).turn();
    run.cancelTask("a", "no more").turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(run.ledger.questions).hasSize(1);
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.ledger.questions).isEmpty();
    run.attemptStatuses("b").forEach(each -> assertThat(each).isEqualTo(AttemptStatus.CANCELLED));
  }

  @Test
  void isStoredAsWithdrawnWhenTheCancelComesBeforeTheFirstWrite() {
    run.task("a").begin();
    run.ask("a", QUESTION).request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.ledger.questions.values()).containsExactly(ApprovalStatus.WITHDRAWN);
  }

  @Test
  void aPausedRunHearsTheAnswerWhenItIsResumed() {
    run.task("a").task("b").task("c", "a").begin();
    run.ask("a", QUESTION).request(RunRequest.PAUSE).succeed("b").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    run.claimAgain(RunStatus.PAUSED, run.decision("a", ApprovalStatus.APPROVED, QUESTION));
    assertThat(run.out()).containsExactly("c");
  }

  @Test
  void anAnswerToAnEarlierAttemptIsNone() {
    run.task("a").task("b").begin();
    run.ask("a", QUESTION).turn();
    Decision now = run.decision("a", ApprovalStatus.APPROVED, QUESTION);
    Decision earlier =
        new Decision(
            now.approvalId(), now.taskId(), 0, now.status(), QUESTION, "ada", run.now, null, null);
    run.state.decide(List.of(earlier), run.now);
    run.turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.IN_PROGRESS);
  }
}
