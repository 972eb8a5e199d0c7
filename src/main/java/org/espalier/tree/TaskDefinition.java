package org.espalier.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.espalier.schedule.ScheduleDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to do, checked and with all references resolved to ids.
 *
 * @param key the caller's own id, when it was not a UUID v4
 * @param userId the owner
 * @param name unique in the tree
 * @param executor the executor's kind
 * @param priority 0 urgent to 3 low
 * @param dependencies in the caller's order, without repetitions
 * @param inputs JSON text, an object
 * @param params JSON text, an object
 * @param schemas JSON text, an object
 * @param retry the task's own policy
 * @param timeout of one attempt
 * @param atMostOnce never attempt again once an attempt may have begun
 * @param schedule when it runs by itself
 * @param firstRunAt when a changed schedule is due first
 * @param runIf JSON text, a {@code RunCondition}
 */
public record TaskDefinition(
    @Nullable String key,
    @Nullable String userId,
    String name,
    String executor,
    int priority,
    List<TaskDependency> dependencies,
    String inputs,
    @Nullable String params,
    @Nullable String schemas,
    @Nullable RetryPolicy retry,
    @Nullable Duration timeout,
    boolean atMostOnce,
    ScheduleDefinition schedule,
    @Nullable Instant firstRunAt,
    @Nullable String runIf) {

  /** The same with other ids wherever inputs and params speak of dependencies by their ids. */
  public TaskDefinition withTextReplaced(Map<UUID, UUID> newIds) {
    String newInputs = Objects.requireNonNull(replaced(inputs, newIds));
    String newParams = replaced(params, newIds);
    String newRunIf = replaced(runIf, newIds);
    return new TaskDefinition(
        key,
        userId,
        name,
        executor,
        priority,
        dependencies,
        newInputs,
        newParams,
        schemas,
        retry,
        timeout,
        atMostOnce,
        schedule,
        firstRunAt,
        newRunIf);
  }

  /** In both spellings of a reference; the second one as JSON has it. */
  private static @Nullable String replaced(@Nullable String text, Map<UUID, UUID> newIds) {
    String replaced = text;
    for (Map.Entry<UUID, UUID> ids : newIds.entrySet()) {
      for (String opening : List.of("${", "${[\\\"")) {
        replaced =
            replaced == null
                ? null
                : replaced.replace(opening + ids.getKey(), opening + ids.getValue());
      }
    }
    return replaced;
  }
}
