package org.espalier.engine.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.ParkedQuestion;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a task to say what it waits for.
 *
 * @param runId the run that last included it
 * @param retryAt when its next attempt is due, or its parked one goes on
 * @param parked as {@link Task#parked}; null while no attempt is parked
 * @param dependencies as {@link Task#dependenciesJson}
 */
public record TaskState(
    UUID id,
    String name,
    TaskStatus status,
    @Nullable UUID runId,
    @Nullable Instant retryAt,
    @Nullable String parked,
    String dependencies) {

  /** The state of a stored task. */
  public static TaskState of(Task task) {
    return new TaskState(
        task.id(),
        task.name(),
        task.status(),
        task.runId().orElse(null),
        task.retryAt().orElse(null),
        task.parked().orElse(null),
        task.dependenciesJson());
  }

  /** Whether it waits for something: it is pending, or its attempt is parked. */
  boolean isWaiting() {
    return status == TaskStatus.PENDING || isParked();
  }

  boolean isParked() {
    return status == TaskStatus.IN_PROGRESS && (retryAt != null || approvalId().isPresent());
  }

  /**
   * The question whose answer its parked attempt waits for; empty when it waits for something else.
   */
  Optional<UUID> approvalId() {
    return ParkedQuestion.in(parked, retryAt);
  }

  List<TaskDependency> waitsFor() {
    return TaskDependency.ofJson(dependencies);
  }
}
