package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.ApprovalRow;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.event.TaskEvent;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/**
 * A database of one run, in memory: takes its writes and holds each to the rules that the real one
 * relies on.
 */
final class Ledger {
  public final Map<UUID, TaskRow> tasks = new LinkedHashMap<>();
  public final Map<UUID, TreeMap<Integer, AttemptRow>> attempts = new LinkedHashMap<>();

  /** Tasks that were made for elements of lists. */
  public final Map<UUID, Task> made = new LinkedHashMap<>();

  /** Tasks that the run does not run. */
  private final Set<UUID> leftOut = new HashSet<>();

  public final List<TaskEvent> events = new ArrayList<>();

  /** How questions ended, by the task and the attempt that asked; open ones are unanswered. */
  public final Map<String, ApprovalStatus> questions = new LinkedHashMap<>();

  public RunRow run;
  public long epoch;
  public long revision;

  Ledger(List<Task> stored) {
    stored.forEach(this::store);
  }

  private void store(Task task) {
    if (task.runId().isEmpty()) {
      leftOut.add(task.id());
    }
    tasks.put(
        task.id(),
        new TaskRow(
            task.id(),
            task.status(),
            task.status(),
            task.progress(),
            task.result().orElse(null),
            task.error().orElse(null),
            task.attempts(),
            task.retryAt().orElse(null),
            task.parked().orElse(null),
            task.startedAt().orElse(null),
            task.completedAt().orElse(null)));
    attempts.put(task.id(), new TreeMap<>());
  }

  void apply(RunChanges changes) {
    assertThat(changes.epoch()).as("epoch").isEqualTo(epoch);
    assertThat(changes.revision()).as("revision").isEqualTo(revision);
    revision++;
    run = changes.run();
    assertThat(changes.tasks())
        .as("rows of tasks that the same write makes or deletes")
        .noneMatch(row -> changes.removed().contains(row.id()))
        .noneMatch(row -> changes.made().stream().anyMatch(task -> task.id().equals(row.id())));
    changes.removed().forEach(this::remove);
    changes.made().forEach(this::make);
    changes.tasks().forEach(this::apply);
    assertThat(changes.tasks()).extracting(TaskRow::id).doesNotHaveDuplicates();
    changes.attempts().stream().filter(AttemptRow::isNew).forEach(this::insert);
    changes.attempts().stream().filter(row -> !row.isNew()).forEach(this::update);
    changes.approvals().forEach(this::apply);
    changes.tasks().forEach(this::checkParked);
    events.addAll(changes.events());
    checkSums();
  }

  private void apply(TaskRow row) {
    TaskStatus stored = tasks.get(row.id()).status();
    assertThat(row.expected()).as("expected status of %s", row.id()).isEqualTo(stored);
    assertThat(stored.isTerminal()).as("%s was settled before", row.id()).isFalse();
    assertThat(row.completedAt() != null).isEqualTo(row.status().isTerminal());
    assertThat(row.result() != null).isEqualTo(row.status() == TaskStatus.COMPLETED);
    assertThat(row.parked() == null || row.status() == TaskStatus.IN_PROGRESS).isTrue();
    tasks.put(row.id(), row);
  }

  private void apply(ApprovalRow row) {
    String key = row.taskId() + " " + row.attempt();
    if (row instanceof ApprovalRow.Asked asked) {
      assertThat(questions.put(key, asked.status())).as("earlier question of %s", key).isNull();
    } else {
      assertThat(questions.remove(key)).as("question of %s", key).isEqualTo(ApprovalStatus.OPEN);
    }
  }

  /** What is parked waits for a time, for an answer, or for tasks it made. */
  private void checkParked(TaskRow row) {
    boolean isAsking = questions.get(row.id() + " " + row.attempts()) == ApprovalStatus.OPEN;
    boolean isMaking = row.parked() != null && ElementRules.areIn(row.parked());
    assertThat(row.parked() != null && !isMaking && row.retryAt() == null)
        .as("%s waits for an answer just while its question is open", row.id())
        .isEqualTo(isAsking);
  }

  private void insert(AttemptRow row) {
    AttemptRow old = attempts.get(row.taskId()).put(row.number(), row);
    assertThat(old).as("earlier row of attempt %d", row.number()).isNull();
    checkEnd(row);
  }

  private void update(AttemptRow row) {
    AttemptRow old = attempts.get(row.taskId()).put(row.number(), row);
    assertThat(old).as("row of attempt %d", row.number()).isNotNull();
    assertThat(old.status()).isEqualTo(AttemptStatus.IN_PROGRESS);
    boolean isParked = tasks.get(row.taskId()).parked() != null;
    assertThat(row.status() == AttemptStatus.IN_PROGRESS).isEqualTo(isParked);
    checkEnd(row);
  }

  private void make(Task task) {
    assertThat(tasks).as("made before").doesNotContainKey(task.id());
    store(task);
    made.put(task.id(), task);
  }

  private void remove(UUID task) {
    assertThat(tasks).as("removed before").containsKey(task);
    assertThat(attempts.remove(task)).isNotNull();
    tasks.remove(task);
    made.remove(task);
  }

  private static void checkEnd(AttemptRow row) {
    assertThat(row.endedAt() == null).isEqualTo(row.status() == AttemptStatus.IN_PROGRESS);
  }

  private void checkSums() {
    int[] counts = new int[TaskStatus.values().length];
    double progress = 0;
    for (TaskRow row : tasks.values()) {
      counts[row.status().ordinal()] += leftOut.contains(row.id()) ? 0 : 1;
      progress += row.progress();
      boolean isOpen =
          attempts.get(row.id()).values().stream()
              .anyMatch(attempt -> attempt.status() == AttemptStatus.IN_PROGRESS);
      assertThat(row.status() == TaskStatus.IN_PROGRESS)
          .as("%s is in progress just while an attempt is", row.id())
          .isEqualTo(isOpen);
      assertThat(attempts.get(row.id()).keySet())
          .as("attempts of %s are numbered without gaps, and the task knows how many", row.id())
          .containsExactlyElementsOf(numbersTo(row.attempts()));
    }
    assertThat(run.counts()).isEqualTo(counts);
    assertThat(run.progress()).isCloseTo(progress / tasks.size(), within(1e-9));
  }

  private static List<Integer> numbersTo(int last) {
    return java.util.stream.IntStream.rangeClosed(1, last).boxed().toList();
  }

  public boolean isSettled(UUID task) {
    return tasks.get(task).status().isTerminal();
  }

  public TaskStatus status(UUID task) {
    return tasks.get(task).status();
  }
}
