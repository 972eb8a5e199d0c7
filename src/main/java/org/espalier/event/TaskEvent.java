package org.espalier.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;

/**
 * One thing that happened to a run or to a task of it. Immutable.
 *
 * <p>On the wire every event has {@code type, run_id, tree_id, at, status, progress}; those of a
 * task also {@code task_id, name}. The last event of a run is {@code run.ended}.
 */
public sealed interface TaskEvent {
  /** All names on the wire, in alphabetical order. */
  SortedSet<String> TYPES =
      Collections.unmodifiableSortedSet(
          Stream.concat(
                  Arrays.stream(RunChange.values()).map(RunChange::type),
                  Stream.of(
                      "task.asked",
                      "task.cancelled",
                      "task.completed",
                      "task.decided",
                      "task.failed",
                      "task.hook_failed",
                      "task.output",
                      "task.progress",
                      "task.retrying",
                      "task.started"))
              .collect(Collectors.toCollection(TreeSet::new)));

  Where where();

  /** The name on the wire: {@code task.completed}. */
  String type();

  /** Adds the fields of this kind of event. */
  void describe(ObjectNode json);

  /** Where and when it happened. */
  record Where(UUID runId, UUID treeId, Instant at) {}

  /** Which task, in which attempt. */
  record Which(UUID taskId, String name, int attempt) {
    void describe(ObjectNode json) {
      json.put("task_id", taskId.toString()).put("name", name).put("attempt", attempt);
    }
  }

  /** The wire form. */
  default ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("type", type())
            .put("run_id", where().runId().toString())
            .put("tree_id", where().treeId().toString())
            .put("at", JsonTime.text(where().at()));
    describe(json);
    return json;
  }

  /**
   * The state of the run itself changed.
   *
   * @param change what happened
   * @param progress mean progress of the tree's tasks, 0 to 1
   */
  record RunChanged(
      Where where,
      RunChange change,
      RunStatus status,
      double progress,
      String node,
      Optional<String> error)
      implements TaskEvent {
    @Override
    public String type() {
      return change.type();
    }

    @Override
    public void describe(ObjectNode json) {
      json.put("status", status.word()).put("progress", progress).put("node", node);
      error.ifPresent(text -> json.put("error", text));
    }
  }

  /** What can happen to a run. */
  enum RunChange {
    STARTED,
    /** Taken over from a node that died. */
    RECOVERED,
    /** Handed back to be claimed again, because its node shuts down. */
    RELEASED,
    PAUSED,
    RESUMED,
    /** Every open task waits for a point in time or for a decision. */
    WAITING,
    ENDED;

    String type() {
      return "run." + name().toLowerCase(Locale.ROOT);
    }
  }

  /** An attempt of a task began. */
  record TaskStarted(Where where, Which task) implements TaskEvent {
    @Override
    public String type() {
      return "task.started";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word()).put("progress", 0.0);
    }
  }

  /** A running attempt reported progress. */
  record TaskProgressed(Where where, Which task, double progress, String message)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.progress";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word())
          .put("progress", progress)
          .put("message", message);
    }
  }

  /**
   * A running attempt put something out.
   *
   * @param stream what it is part of: {@code stdout}
   * @param text the next piece of that stream
   */
  record TaskOutput(Where where, Which task, double progress, String stream, String text)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.output";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word())
          .put("progress", progress)
          .put("stream", stream)
          .put("text", text);
    }
  }

  /** An attempt did not succeed and another one follows. */
  record TaskRetrying(Where where, Which task, String error, Instant retryAt) implements TaskEvent {
    @Override
    public String type() {
      return "task.retrying";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.PENDING.word())
          .put("progress", 0.0)
          .put("error", error)
          .put("retry_at", JsonTime.text(retryAt));
    }
  }

  /**
   * A task put a question to a person and waits for the answer.
   *
   * @param deadline until when it can be answered; empty for ever
   */
  record TaskAsked(
      Where where,
      Which task,
      double progress,
      UUID approvalId,
      String title,
      Optional<Instant> deadline)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.asked";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word())
          .put("progress", progress)
          .put("approval_id", approvalId.toString())
          .put("title", title);
      deadline.ifPresent(at -> json.put("deadline", JsonTime.text(at)));
    }
  }

  /**
   * A person decided what a task asked, or the deadline did.
   *
   * @param decision {@code approved, rejected, expired}
   * @param decidedBy who; empty for the deadline
   */
  record TaskDecided(
      Where where,
      Which task,
      double progress,
      UUID approvalId,
      String decision,
      Optional<String> decidedBy)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.decided";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word())
          .put("progress", progress)
          .put("approval_id", approvalId.toString())
          .put("decision", decision);
      decidedBy.ifPresent(who -> json.put("decided_by", who));
    }
  }

  /** A hook of the site failed; the attempt goes on as if it were not there. */
  record TaskHookFailed(Where where, Which task, String hook, String phase, String error)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.hook_failed";
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", TaskStatus.IN_PROGRESS.word())
          .put("hook", hook)
          .put("phase", phase)
          .put("error", error);
    }
  }

  /** A task reached a terminal status; the type is {@code task.} and that status. */
  record TaskEnded(
      Where where, Which task, TaskStatus status, double progress, Optional<String> error)
      implements TaskEvent {
    @Override
    public String type() {
      return "task." + status.word();
    }

    @Override
    public void describe(ObjectNode json) {
      task.describe(json);
      json.put("status", status.word()).put("progress", progress);
      error.ifPresent(text -> json.put("error", text));
    }
  }
}
