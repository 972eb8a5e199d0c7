package org.espalier.engine.schedule;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.schedule.ScheduleDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of a task as the database holds it.
 *
 * @param dueAt when it is due; null when it is not
 * @param runCount how many runs were counted
 * @param countedRunId the one counted last
 * @param latestRunId the run that last included the task
 */
record ScheduledTask(
    UUID id,
    UUID treeId,
    ScheduleDefinition definition,
    @Nullable Instant dueAt,
    @Nullable Instant lastRunAt,
    int runCount,
    @Nullable UUID countedRunId,
    @Nullable UUID latestRunId) {

  /** Whether it is enabled and still due at this time. */
  boolean isDueAt(Instant time) {
    return definition.enabled() && time.equals(dueAt);
  }

  /** After a run was counted, at the latest the end of the schedule. */
  ScheduledTask counted(UUID runId, Instant at, Optional<Instant> next) {
    return new ScheduledTask(id, treeId, definition, dueAt, at, runCount + 1, runId, latestRunId)
        .dueNext(next);
  }

  /**
   * Due at another time; switched off when there is none, or when it has run as often as it may.
   */
  ScheduledTask dueNext(Optional<Instant> next) {
    Integer maxRuns = definition.maxRuns();
    boolean isOver = next.isEmpty() || maxRuns != null && runCount >= maxRuns;
    ScheduleDefinition left =
        new ScheduleDefinition(
            definition.type(),
            definition.expression(),
            definition.enabled() && !isOver,
            definition.startAt(),
            definition.endAt(),
            maxRuns);
    return new ScheduledTask(
        id,
        treeId,
        left,
        isOver ? null : next.get(),
        lastRunAt,
        runCount,
        countedRunId,
        latestRunId);
  }
}
