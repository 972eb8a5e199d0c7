package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.Task;
import org.espalier.tree.condition.RunCondition;
import org.jspecify.annotations.Nullable;

/**
 * A task as it was submitted: every field has the right type, nothing is resolved yet. A field that
 * was absent or faulty is null; the fault is noted.
 *
 * @param pointer where it stands in the body
 * @param enclosing where the task it is nested in stands, which is its parent; null for none
 * @param id the caller's id: a UUID v4, or any text, which becomes the key
 * @param key the caller's key, given apart from the id
 * @param parent id, key or name of the parent
 * @param parentPointer where {@code parent} stands
 * @param firstRunAt when a new schedule is due first
 * @param runIf as it was given; it can be read as a {@link RunCondition} once no fault is noted
 * @param isStored whether its inputs were let in before, by the rules of that time
 */
record TaskDraft(
    String pointer,
    @Nullable String enclosing,
    @Nullable String id,
    @Nullable String key,
    @Nullable String parent,
    String parentPointer,
    @Nullable String userId,
    @Nullable String name,
    int priority,
    List<DependencyDraft> dependencies,
    @Nullable ObjectNode inputs,
    @Nullable ObjectNode params,
    @Nullable ObjectNode schemas,
    @Nullable RetryPolicy retry,
    @Nullable Duration timeout,
    boolean atMostOnce,
    ScheduleDefinition schedule,
    @Nullable Instant firstRunAt,
    @Nullable JsonNode runIf,
    boolean isStored) {

  /**
   * A dependency as it was submitted.
   *
   * @param reference id, key or name of a task of the same tree
   */
  record DependencyDraft(String pointer, String reference, boolean required) {}

  /**
   * The executor's kind: {@code schemas.method}, or {@code params.executor_id}; null when neither
   * is a text.
   */
  @Nullable String executor() {
    String method = schemas == null ? null : schemas.path("method").textValue();
    return method != null || params == null ? method : params.path("executor_id").textValue();
  }

  /** The same with other inputs. */
  TaskDraft withInputs(ObjectNode other) {
    return new TaskDraft(
        pointer,
        enclosing,
        id,
        key,
        parent,
        parentPointer,
        userId,
        name,
        priority,
        dependencies,
        other,
        params,
        schemas,
        retry,
        timeout,
        atMostOnce,
        schedule,
        firstRunAt,
        runIf,
        isStored);
  }

  /** The same as one whose inputs are stored already, or are not. */
  TaskDraft withStored(boolean other) {
    return new TaskDraft(
        pointer,
        enclosing,
        id,
        key,
        parent,
        parentPointer,
        userId,
        name,
        priority,
        dependencies,
        inputs,
        params,
        schemas,
        retry,
        timeout,
        atMostOnce,
        schedule,
        firstRunAt,
        runIf,
        other);
  }

  /** The same with the schedule that its task has already. */
  TaskDraft withScheduleOf(Task task) {
    return new TaskDraft(
        pointer,
        enclosing,
        id,
        key,
        parent,
        parentPointer,
        userId,
        name,
        priority,
        dependencies,
        inputs,
        params,
        schemas,
        retry,
        timeout,
        atMostOnce,
        task.schedule().definition(),
        task.schedule().nextRunAt().orElse(null),
        runIf,
        isStored);
  }

  /** What to call it in a message. */
  String label() {
    return name != null ? name : id != null ? id : pointer;
  }
}
