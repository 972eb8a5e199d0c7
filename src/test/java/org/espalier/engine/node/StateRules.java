package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.node.StoredState.Approval;
import org.espalier.engine.node.StoredState.Attempt;
import org.espalier.engine.node.StoredState.AttemptKey;
import org.espalier.engine.node.StoredState.Run;
import org.espalier.engine.node.StoredState.TaskOfTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;

/** What must be true of any two states of the database with one commit between them. */
final class StateRules {
  private final Map<UUID, List<TaskDependency>> dependencies;

  /**
   * The rules.
   *
   * @param dependencies of every task, as submitted
   */
  StateRules(Map<UUID, List<TaskDependency>> dependencies) {
    this.dependencies = dependencies;
  }

  /**
   * Checks a commit.
   *
   * @param writer whether an id is one of the node that committed
   * @param now the database's time
   */
  void check(StoredState before, StoredState after, Predicate<UUID> writer, Instant now) {
    for (Run run : after.runs().values()) {
      Run old = before.runs().get(run.id());
      if (!run.equals(old)) {
        checkShape(run);
        if (old != null) {
          checkChange(old, run, writer, after, now);
        }
      }
      if (after.tasksOf(run.id()).stream().anyMatch(task -> isNew(task, before))
          || !run.equals(old)) {
        checkTasks(run, after);
      }
    }
    after.tasks().values().forEach(task -> checkTask(before.tasks().get(task.id()), task, before));
    before.attempts().forEach((key, attempt) -> checkAttempt(key, attempt, after));
    after.approvals().values().forEach(question -> checkQuestion(before, question, after));
  }

  private static boolean isNew(TaskOfTree task, StoredState before) {
    return !task.equals(before.tasks().get(task.id()));
  }

  private static void checkShape(Run run) {
    boolean isOver = run.status().isTerminal();
    unless(
        !run.error().startsWith("Espalier's own fault")
            && !run.error().startsWith("The database refused"),
        "no run is given up",
        "%s",
        run.error());
    unless(
        !isOver || run.claimedBy().isEmpty() && run.request().isEmpty(),
        "a run that is over belongs to nobody",
        "%s",
        run);
    unless(isOver != run.isActive(), "a run is active until it is over", "%s", run);
    unless(
        !run.hasWakeUp() || !isOver && run.claimedBy().isEmpty(),
        "only a run that nobody owns has a time to wake",
        "%s",
        run);
  }

  private static void checkChange(
      Run old, Run run, Predicate<UUID> writer, StoredState after, Instant now) {
    unless(
        !old.status().isTerminal() || run.equals(old),
        "a run that is over stays as it is",
        "%s became %s",
        old,
        run);
    boolean isClaimed =
        run.claimedBy().isPresent()
            && (run.epoch() > old.epoch() || !run.claimedBy().equals(old.claimedBy()));
    if (isClaimed) {
      unless(
          run.epoch() == old.epoch() + 1 && run.claimedBy().filter(writer).isPresent(),
          "a claim raises the epoch",
          "%s became %s",
          old,
          run);
      unless(
          old.claimedBy().isEmpty() || !after.isLeased(old.claimedBy().get(), now),
          "nobody takes a run from a living node",
          "%s of %s",
          run,
          old.claimedBy());
    } else {
      unless(run.epoch() == old.epoch(), "only a claim changes the epoch", "%s", run);
    }
    if (run.revision() != old.revision()) {
      checkWrite(old, run, writer, after);
    }
  }

  private static void checkWrite(Run old, Run run, Predicate<UUID> writer, StoredState after) {
    unless(
        run.revision() == old.revision() + 1 && old.claimedBy().filter(writer).isPresent(),
        "only its owner writes a run, one revision at a time",
        "%s over %s",
        run,
        old);
    boolean isKept = run.claimedBy().isPresent();
    unless(
        isKept == (run.status() == RunStatus.RUNNING),
        "a run that leaves its node belongs to nobody",
        "%s",
        run);
    unless(
        isKept
            || after.tasksOf(run.id()).stream()
                .allMatch(task -> task.status() != TaskStatus.IN_PROGRESS || task.isParked()),
        "a run leaves its node without open attempts that are not parked",
        "%s",
        run);
  }

  private void checkTasks(Run run, StoredState state) {
    List<TaskOfTree> tasks = state.tasksOf(run.id());
    boolean isLatest =
        state.runs().values().stream()
            .noneMatch(
                other -> other.treeId().equals(run.treeId()) && other.number() > run.number());
    if (tasks.isEmpty() || !isLatest || run.status() == RunStatus.QUEUED && run.revision() == 0) {
      return;
    }
    List<Integer> counts = new ArrayList<>();
    for (TaskStatus status : TaskStatus.values()) {
      counts.add((int) tasks.stream().filter(task -> task.status() == status).count());
    }
    unless(counts.equals(run.counts()), "a run counts its tasks right", "%s has %s", run, tasks);
    for (TaskOfTree task : tasks) {
      checkMade(task, state);
      checkProgress(run, task, state);
    }
  }

  /** What was made for the elements of a list, and by whom. */
  private static void checkMade(TaskOfTree maker, StoredState state) {
    List<TaskOfTree> made = state.madeBy(maker.id());
    long inProgress = made.stream().filter(task -> task.status() == TaskStatus.IN_PROGRESS).count();
    unless(
        inProgress <= SimulatedUsers.CONCURRENCY,
        "no more tasks of a list are in progress than may",
        "%d of %s",
        inProgress,
        maker);
    boolean isOver = maker.status().isTerminal();
    unless(
        !isOver || made.stream().allMatch(task -> task.status().isTerminal()),
        "a task ends after the tasks it made",
        "%s: %s",
        maker,
        made);
    boolean isSkipped = maker.attempts() == 0;
    if (maker.status() == TaskStatus.COMPLETED && !made.isEmpty() && !isSkipped) {
      var result = org.espalier.json.Json.read(maker.result());
      long failed = made.stream().filter(task -> task.status() != TaskStatus.COMPLETED).count();
      unless(
          result.path("count").intValue() == made.size()
              && result.path("results").size() == made.size()
              && result.path("failed").size() == failed,
          "a task that made others completes with all their results",
          "%s: %s",
          maker,
          made);
    }
  }

  private void checkProgress(Run run, TaskOfTree task, StoredState state) {
    unless(
        (task.status() == TaskStatus.IN_PROGRESS) == state.hasOpenAttempt(run.id(), task.id()),
        "a task is in progress just while an attempt of it is",
        "%s in %s",
        task,
        run);
    boolean isSettledAsSaid =
        switch (run.status()) {
          case QUEUED, RUNNING, WAITING, PAUSED -> true;
          case COMPLETED -> task.status() == TaskStatus.COMPLETED || isAccepted(task, state);
          case CANCELLED -> task.status().isTerminal();
          case FAILED -> task.status().isTerminal() || isBlocked(task, state);
        };
    unless(isSettledAsSaid, "a run ends when nothing can run", "%s in %s", task, run);
  }

  /** It failed, and the one that made it completed all the same. */
  private static boolean isAccepted(TaskOfTree task, StoredState state) {
    TaskOfTree maker = task.isMade() ? state.tasks().get(task.maker()) : null;
    return maker != null
        && task.status().isTerminal()
        && (maker.status() == TaskStatus.COMPLETED || isAccepted(maker, state));
  }

  /** A made task cannot start before the one that made it has. */
  private boolean isBlocked(TaskOfTree task, StoredState state) {
    if (task.isMade()) {
      return isBlocked(state.tasks().get(task.maker()), state);
    }
    return dependencies.get(task.id()).stream()
        .filter(TaskDependency::required)
        .anyMatch(
            dependency -> state.tasks().get(dependency.id()).status() != TaskStatus.COMPLETED);
  }

  private static void checkTask(TaskOfTree old, TaskOfTree task, StoredState before) {
    if (old == null || old.equals(task)) {
      return;
    }
    if (task.runId().equals(old.runId())) {
      unless(
          !old.status().isTerminal(), "a settled task stays as it is", "%s became %s", old, task);
    } else {
      Run earlier = before.runs().get(old.runId());
      unless(
          earlier == null || earlier.status().isTerminal(),
          "a task is in one active run at most",
          "%s became %s",
          old,
          task);
    }
  }

  private static void checkAttempt(AttemptKey key, Attempt old, StoredState after) {
    Attempt attempt = after.attempts().get(key);
    boolean isDeleted = !after.runs().containsKey(key.runId());
    unless(
        isDeleted || old.isOpen() && attempt != null || old.equals(attempt),
        "an attempt ends once and its record stays",
        "%s was %s and is %s",
        key,
        old,
        attempt);
  }

  private static void checkQuestion(StoredState before, Approval question, StoredState after) {
    Approval old = before.approvals().get(question.id());
    unless(
        old == null || old.isOpen() || old.status() == question.status(),
        "a question is decided once",
        "%s became %s",
        old,
        question);
    Attempt asker = after.attempts().get(question.asker());
    unless(
        asker != null && asker.isOpen() == (question.isOpen() || question.isUnheard()),
        "an attempt that asks waits until it has heard the answer",
        "%s of %s",
        question,
        asker);
    boolean isAsDecided =
        switch (asker.status()) {
          case IN_PROGRESS -> question.status() != ApprovalStatus.WITHDRAWN;
          case COMPLETED -> question.status() == ApprovalStatus.APPROVED || mayComplete(question);
          case FAILED ->
              question.status() == ApprovalStatus.REJECTED
                  || question.status() == ApprovalStatus.EXPIRED;
          case CANCELLED -> true;
          case LOST -> false;
        };
    unless(isAsDecided, "an attempt that asked ends as decided", "%s: %s", question, asker);
  }

  private static boolean mayComplete(Approval question) {
    boolean isRejection = question.status() == ApprovalStatus.REJECTED;
    boolean isExpiry = question.status() == ApprovalStatus.EXPIRED;
    return (isRejection || isExpiry) && question.question().contains("\"on_reject\":\"complete\"")
        || isExpiry && question.question().contains("\"at_deadline\":\"approve\"");
  }
}
