package org.espalier.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.ApprovalRow;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.node.StoredRun;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/** What the group commit writes and refuses, whatever the database. */
interface RunJournalContract {
  Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");
  UUID OWNER = new UUID(5, 5);

  TestDatabase database();

  private StoredRun owned(int tasks) throws SQLException {
    return StoredRun.queued(database(), tasks, 2, NOW)
        .with("claimed_by = '%s', epoch = 3, revision = 7".formatted(OWNER));
  }

  private Set<UUID> write(List<RunChanges> changes) throws SQLException {
    EventLog events = new EventLog(database().database());
    RunJournal journal = RunJournal.of(database().database(), events, "node-1");
    try (Connection connection = database().database().connect()) {
      return journal.write(connection, OWNER, changes, NOW);
    }
  }

  private static RunRow row(RunStatus status, boolean isOwned) {
    return new RunRow(
        status,
        isOwned,
        NOW,
        status.isTerminal() ? NOW : null,
        status == RunStatus.WAITING ? NOW : null,
        new int[] {1, 2, 3, 4, 5},
        0.5,
        null);
  }

  private static RunChanges changes(StoredRun run, long epoch, long revision, RunRow row) {
    List<TaskRow> tasks = new ArrayList<>();
    List<AttemptRow> attempts = new ArrayList<>();
    for (UUID task : run.tasks) {
      tasks.add(
          new TaskRow(
              task,
              TaskStatus.PENDING,
              TaskStatus.COMPLETED,
              1,
              "{\"n\":8.50}",
              null,
              1,
              null,
              null,
              NOW,
              NOW));
      attempts.add(
          new AttemptRow(
              task,
              1,
              true,
              AttemptStatus.COMPLETED,
              NOW,
              NOW,
              "{}",
              "{\"n\":8.50}",
              null,
              null,
              null));
    }
    List<TaskEvent> events =
        List.of(
            new TaskEvent.RunChanged(
                new TaskEvent.Where(run.runId, run.treeId(), NOW),
                RunChange.STARTED,
                row.status(),
                0.5,
                "node-1",
                Optional.empty()));
    return new RunChanges(run.runId, run.treeId(), epoch, revision, row, tasks, attempts, events);
  }

  private static RunChanges changes(StoredRun run) {
    return changes(run, 3, 7, row(RunStatus.RUNNING, true));
  }

  private static void assertWritten(StoredRun run) {
    assertThat(run.row("status, pending, in_progress, completed, failed, cancelled, revision"))
        .isEqualTo("running 1 2 3 4 5 8");
    assertThat(run.task(0, "status, result, attempts, version"))
        .isEqualTo("completed {\"n\":8.50} 1 1");
    assertThat(run.count("attempt")).isEqualTo(run.tasks.size());
    assertThat(run.count("event")).isEqualTo(1);
  }

  private static void assertUntouched(StoredRun run) {
    assertThat(run.row("status, revision")).startsWith("queued ");
    assertThat(run.task(0, "status, version")).isEqualTo("pending 0");
    assertThat(run.count("attempt")).isZero();
    assertThat(run.count("event")).isZero();
  }

  @Test
  default void writesRunTasksAttemptsAndEvents() throws SQLException {
    StoredRun run = owned(2);
    assertThat(write(List.of(changes(run)))).isEmpty();
    assertWritten(run);
  }

  private static RunChanges asking(StoredRun run, long revision, ApprovalRow approval) {
    return new RunChanges(
        run.runId,
        run.treeId(),
        3,
        revision,
        row(RunStatus.RUNNING, true),
        List.of(),
        List.of(),
        List.of(approval),
        List.of(),
        List.of(),
        List.of());
  }

  private static ApprovalRow question(StoredRun run) {
    UUID id = UUID.randomUUID();
    return new ApprovalRow.Asked(
        id, run.tasks.get(0), 1, ApprovalStatus.OPEN, "{}", NOW, NOW.plusSeconds(60));
  }

  private int questions(StoredRun run, String condition) throws SQLException {
    return database()
        .execute(
            "update approval set attempt = attempt where run_id = '%s' and %s"
                .formatted(run.runId, condition));
  }

  @Test
  default void writesAQuestionAndThatNobodyWaitsForItsAnswer() throws SQLException {
    StoredRun run = owned(1);
    assertThat(write(List.of(asking(run, 7, question(run))))).isEmpty();
    assertThat(questions(run, "status = 'open' and due_at = deadline and attempt = 1")).isOne();
    assertThat(write(List.of(asking(run, 8, new ApprovalRow.Answered(run.tasks.get(0), 1)))))
        .isEmpty();
    assertThat(questions(run, "status = 'withdrawn' and due_at is null")).isOne();
  }

  @Test
  default void keepsTheDecisionThatWasHeard() throws SQLException {
    StoredRun run = owned(1);
    write(List.of(asking(run, 7, question(run))));
    database()
        .execute(
            "update approval set status = 'approved', decided_at = current_timestamp where run_id = '%s'"
                .formatted(run.runId));
    write(List.of(asking(run, 8, new ApprovalRow.Answered(run.tasks.get(0), 1))));
    assertThat(questions(run, "status = 'approved' and due_at is null")).isOne();
  }

  @Test
  default void writesNoQuestionOfALostRun() throws SQLException {
    StoredRun lost = owned(1).with("epoch = 4");
    StoredRun other = owned(1);
    assertThat(write(List.of(asking(lost, 7, question(lost)), asking(other, 7, question(other)))))
        .containsExactly(lost.runId);
    assertThat(questions(lost, "true")).isZero();
    assertThat(questions(other, "true")).isOne();
  }

  @Test
  default void writesNothingUnderAnotherEpochRevisionOrOwner() throws SQLException {
    List<String> theirs =
        List.of(
            "epoch = 4",
            "revision = 6",
            "revision = 9",
            "claimed_by = null",
            "claimed_by = '%s'".formatted(new UUID(6, 6)));
    for (String difference : theirs) {
      StoredRun run = owned(1).with(difference);
      assertThat(write(List.of(changes(run)))).as(difference).containsExactly(run.runId);
      assertUntouched(run);
    }
  }

  @Test
  default void aRunThatIsGoneIsLost() throws SQLException {
    StoredRun run = owned(1);
    database().execute("delete from tree where id = '%s'".formatted(run.treeId()));
    assertThat(write(List.of(changes(run)))).containsExactly(run.runId);
  }

  @Test
  default void recognisesAWriteThatGotThroughBefore() throws SQLException {
    StoredRun run = owned(1);
    write(List.of(changes(run)));
    assertThat(write(List.of(changes(run)))).isEmpty();
    assertWritten(run);
  }

  @Test
  default void recognisesAnExitThatGotThroughBefore() throws SQLException {
    StoredRun run = owned(1);
    RunChanges exit = changes(run, 3, 7, row(RunStatus.PAUSED, false));
    write(List.of(exit));
    assertThat(write(List.of(exit))).isEmpty();
    assertThat(run.count("event")).isEqualTo(1);
  }

  @Test
  default void oneLostRunDoesNotKeepTheOthersOfTheGroupBack() throws SQLException {
    StoredRun first = owned(2);
    StoredRun lost = owned(2).with("epoch = 4");
    StoredRun last = owned(2);
    assertThat(write(List.of(changes(first), changes(lost), changes(last))))
        .containsExactly(lost.runId);
    assertWritten(first);
    assertUntouched(lost);
    assertWritten(last);
  }

  @Test
  default void writesAThousandTasksAtOnce() throws SQLException {
    StoredRun run = owned(1_000);
    assertThat(write(List.of(changes(run)))).isEmpty();
    assertWritten(run);
    assertThat(run.task(999, "status")).isEqualTo("completed");
  }

  @Test
  default void writesNothingWhenATaskIsNotAsExpected() throws SQLException {
    StoredRun run = owned(2);
    database()
        .execute("update task set status = 'failed' where id = '%s'".formatted(run.tasks.get(1)));
    assertThatThrownBy(() -> write(List.of(changes(run))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task %s is not pending in the database".formatted(run.tasks.get(1)));
    assertUntouched(run);
  }

  @Test
  default void writesNothingWhenAnAttemptIsThereAlready() throws SQLException {
    StoredRun run = owned(1);
    RunChanges changes = changes(run);
    write(List.of(changes));
    database()
        .execute("update task set status = 'pending' where id = '%s'".formatted(run.tasks.get(0)));
    assertThatThrownBy(() -> write(List.of(changes(run, 3, 8, row(RunStatus.RUNNING, true)))))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("23"));
    assertThat(run.row("revision")).isEqualTo("8");
  }

  @Test
  default void endsAnAttemptThatIsOnRecordAndKeepsItsInputs() throws SQLException {
    StoredRun run = owned(1);
    UUID task = run.tasks.get(0);
    AttemptRow begun =
        new AttemptRow(
            task,
            1,
            true,
            AttemptStatus.IN_PROGRESS,
            NOW,
            null,
            "{\"x\":1}",
            null,
            null,
            null,
            null);
    AttemptRow ended =
        new AttemptRow(
            task, 1, false, AttemptStatus.LOST, NOW, NOW, null, null, "gone", "node_lost", true);
    RunRow row = row(RunStatus.RUNNING, true);
    write(
        List.of(
            new RunChanges(
                run.runId, run.treeId(), 3, 7, row, List.of(), List.of(begun), List.of())));
    write(
        List.of(
            new RunChanges(
                run.runId, run.treeId(), 3, 8, row, List.of(), List.of(ended), List.of())));
    assertThat(
            database()
                .execute(
                    """
                    delete from attempt where run_id = '%s' and status = 'lost' and error_kind = 'node_lost'
                      and retryable and epoch = 3 and node = 'node-1'
                    """
                        .formatted(run.runId)))
        .isEqualTo(1);
  }

  @Test
  default void anEndGivesTheClaimAndTheTreeFree() throws SQLException {
    StoredRun run = owned(1).with("request = 'pause'");
    write(List.of(changes(run, 3, 7, row(RunStatus.FAILED, false))));
    assertThat(run.row("status, claimed_by, active_tree_id, request")).isEqualTo("failed");
  }

  @Test
  default void aRunThatStaysKeepsItsRequest() throws SQLException {
    StoredRun run = owned(1).with("request = 'pause'");
    write(List.of(changes(run)));
    assertThat(run.row("claimed_by, request")).isEqualTo(OWNER + " pause");
  }

  @Test
  default void aPauseIsDoneWithItsWrite() throws SQLException {
    StoredRun run = owned(1).with("request = 'pause'");
    write(List.of(changes(run, 3, 7, row(RunStatus.PAUSED, false))));
    assertThat(run.row("status, claimed_by, request")).isEqualTo("paused");
  }

  /** It came while the run was on its way out, and was promised to its caller. */
  @Test
  default void aCancelIsNotLostWithTheRunsExit() throws SQLException {
    for (RunStatus status : List.of(RunStatus.QUEUED, RunStatus.PAUSED, RunStatus.WAITING)) {
      StoredRun run = owned(1).with("request = 'cancel'");
      write(List.of(changes(run, 3, 7, row(status, false))));
      assertThat(run.row("status, claimed_by, request"))
          .as("%s", status)
          .isEqualTo("queued cancel");
    }
  }

  /** The pause was heard after the resume, though it was put before. */
  @Test
  default void aResumeIsNotLostWhenTheRunIsPaused() throws SQLException {
    StoredRun run = owned(1).with("request = 'resume'");
    write(List.of(changes(run, 3, 7, row(RunStatus.PAUSED, false))));
    assertThat(run.row("status, claimed_by, request")).isEqualTo("queued resume");
  }

  @Test
  default void aPauseIsNotLostWhenTheRunIsHandedBackOrParked() throws SQLException {
    for (RunStatus status : List.of(RunStatus.QUEUED, RunStatus.WAITING)) {
      StoredRun run = owned(1).with("request = 'pause'");
      write(List.of(changes(run, 3, 7, row(status, false))));
      assertThat(run.row("status, claimed_by, request")).as("%s", status).isEqualTo("queued pause");
    }
  }
}
