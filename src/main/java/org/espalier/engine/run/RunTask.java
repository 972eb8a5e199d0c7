package org.espalier.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.Assignment;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * A task inside a run that this node owns: its definition and how far it is. Owned by one {@link
 * RunState}.
 *
 * <p>{@link #stored} is the status the database holds; the two differ between a change and its
 * commit.
 */
final class RunTask {
  final int place;
  final UUID id;
  final @Nullable String key;
  final String name;
  final String executor;
  final int priority;
  final String inputs;
  final Optional<String> params;

  /** The task's own schema of its inputs. */
  final Optional<String> inputSchema;

  final RetryPolicy retry;
  final Duration timeout;
  final boolean atMostOnce;

  /** Whether it is to be run at all, as JSON text; null for yes. */
  final @Nullable String runIf;

  /** Whether this run runs it; otherwise it is only depended on. */
  boolean inRun;

  /** The index of the element it was made for; negative for a task that was submitted. */
  final int element;

  /** Whether it has made tasks for elements. */
  boolean isMaker;

  /** The one that made it; null for a task that was submitted. */
  @Nullable RunTask maker;

  /** Those it was made with; null while the task that makes them has not made all. */
  @Nullable Elements elements;

  /** Of a task made for an element: whether it may start, and whether it counts as in progress. */
  boolean isOffered;

  boolean hasPlace;

  /** Whether the row is to be deleted. */
  boolean isRemoved;

  TaskStatus status;
  TaskStatus stored;
  double progress;
  @Nullable String error;
  @Nullable Instant startedAt;
  @Nullable Instant completedAt;

  /** When the next attempt is due, or the parked one goes on. */
  @Nullable Instant retryAt;

  /**
   * What the attempt that is parked completes with, as JSON text; of one that waits for a decision,
   * {@code {"approval_id": uuid}}. Null while none is parked.
   */
  @Nullable String parked;

  /** Attempts begun in this run. */
  int attempts;

  /** Of these, the ones that failed, and the ones whose node died. */
  int failures;

  int losses;

  /** The attempt being made; null when there is none. */
  @Nullable OpenAttempt open;

  /** Whether the row is to be written. */
  boolean changed;

  /** Tasks of this run that still may want the result. */
  int waitingDependents;

  /** The result as text; kept until it is written, and while it was not read. */
  @Nullable String resultText;

  private @Nullable ObjectNode result;

  RunTask(int place, Task task, UUID runId, RetryPolicy defaultRetry, Duration defaultTimeout) {
    this.place = place;
    this.id = task.id();
    this.key = task.key().orElse(null);
    this.name = task.name();
    this.executor = task.executor();
    this.priority = task.priority();
    this.inputs = task.inputs();
    this.params = task.params();
    this.inputSchema =
        task.schemas()
            .filter(text -> text.contains("input_schema"))
            .map(text -> Json.readObject(text).get("input_schema"))
            .filter(JsonNode::isObject)
            .map(Json::write);
    this.retry = task.retry().orElse(defaultRetry);
    this.timeout = task.timeout().orElse(defaultTimeout);
    this.atMostOnce = task.isAtMostOnce();
    this.runIf = task.runIf().orElse(null);
    this.element = task.element().orElse(-1);
    this.inRun = task.runId().filter(runId::equals).isPresent();
    this.status = task.status();
    this.stored = task.status();
    this.progress = task.progress();
    this.error = task.error().orElse(null);
    this.startedAt = task.startedAt().orElse(null);
    this.completedAt = task.completedAt().orElse(null);
    this.retryAt = task.retryAt().orElse(null);
    this.parked = task.parked().orElse(null);
    this.attempts = task.attempts();
    this.resultText = task.result().orElse(null);
  }

  /** Goes to a status this one may become; anything else is a fault of the engine. */
  void become(TaskStatus next) {
    if (!status.mayBecome(next)) {
      throw new IllegalStateException("task " + id + " cannot go from " + status + " to " + next);
    }
    status = next;
  }

  /** Whether this run has yet to bring it to an end. */
  boolean isUnfinished() {
    return inRun && !status.isTerminal();
  }

  /** Whether another task made it, for an element of a list. */
  boolean isElement() {
    return element >= 0;
  }

  /**
   * Attempts that have a row, or get one in the write that is being gathered. One that is handed
   * out and not on record is left out: if the node dies now it never was, and the next has its
   * number.
   */
  int attemptsOnRecord() {
    return open == null || open.stored ? attempts : attempts - 1;
  }

  /** The attempt being made, if it is the one of that number; null otherwise. */
  @Nullable OpenAttempt openAttempt(int number) {
    return open != null && open.assignment.number() == number ? open : null;
  }

  void complete(@Nullable ObjectNode value, @Nullable String text) {
    result = value;
    resultText = text;
  }

  /** The result, for a dependent; null when there is none. */
  @Nullable ObjectNode result() {
    if (result == null && resultText != null) {
      result = Json.readObject(resultText);
    }
    return result;
  }

  /** Forgets a written result that nobody of this run can ask for any more. */
  void dropResultIfUnwanted() {
    if (waitingDependents == 0 && stored == status) {
      result = null;
      resultText = null;
    }
  }

  /** The row has been handed to the journal. */
  void written() {
    changed = false;
    stored = status;
    if (result != null) {
      resultText = null;
    }
    dropResultIfUnwanted();
  }

  /** An attempt being made. */
  static final class OpenAttempt {
    final Assignment assignment;

    /** When the executor was entered; null while it waits for a thread. */
    @Nullable Instant startedAt;

    /** Whether the start has been noted in the task's state and event, and so in the next write. */
    boolean startNoted;

    /** Whether the database has a row for it. */
    boolean stored;

    final OutputReports.Pending output = new OutputReports.Pending();

    double progress;
    String message = "";
    boolean progressNoted = true;
    Instant progressAt = Instant.MIN;

    OpenAttempt(Assignment assignment) {
      this.assignment = assignment;
    }
  }
}
