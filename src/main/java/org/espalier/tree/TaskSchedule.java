package org.espalier.tree;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.schedule.ScheduleType;
import org.jspecify.annotations.Nullable;

/**
 * When a task is to run by itself, and how often it has. The first half is the user's; the second
 * is written by {@code engine.schedule} in conditional JDBC updates, and only read here.
 */
@Embeddable
public class TaskSchedule {
  @Column(name = "schedule_type")
  @Convert(converter = ScheduleTypeConverter.class)
  private @Nullable ScheduleType type;

  @Column(name = "schedule_expression")
  private @Nullable String expression;

  @Column(name = "schedule_enabled")
  private boolean enabled;

  @Column(name = "schedule_start_at")
  private @Nullable Instant startAt;

  @Column(name = "schedule_end_at")
  private @Nullable Instant endAt;

  @Column(name = "max_runs")
  private @Nullable Integer maxRuns;

  @Column(name = "next_run_at")
  private @Nullable Instant nextRunAt;

  @Column(name = "last_run_at")
  private @Nullable Instant lastRunAt;

  @Column(name = "run_count")
  private int runCount;

  /** The run that {@link #runCount} counted last. */
  @Column(name = "counted_run_id")
  private @Nullable UUID countedRunId;

  /** For JPA, and for a task without a schedule. */
  protected TaskSchedule() {}

  /**
   * Takes over a definition; a changed one is due anew. What was counted goes with the schedule it
   * was counted for. The run counted last stays, since no other schedule may count it again.
   */
  void define(ScheduleDefinition definition, @Nullable Instant firstRunAt) {
    boolean isChanged = !definition.equals(definition());
    if (type == null || definition.type() == null) {
      runCount = 0;
      lastRunAt = null;
    }
    type = definition.type();
    expression = definition.expression();
    enabled = definition.enabled();
    startAt = definition.startAt();
    endAt = definition.endAt();
    maxRuns = definition.maxRuns();
    if (isChanged) {
      nextRunAt = enabled ? firstRunAt : null;
    }
  }

  /** What the user said. */
  public ScheduleDefinition definition() {
    return new ScheduleDefinition(type, expression, enabled, startAt, endAt, maxRuns);
  }

  /** Whether there is anything to store. */
  boolean isGiven() {
    return !definition().equals(ScheduleDefinition.NONE);
  }

  /** When it is due next; empty when it is not enabled or was due for the last time. */
  public Optional<Instant> nextRunAt() {
    return Optional.ofNullable(nextRunAt);
  }

  /** When it last started a run. */
  public Optional<Instant> lastRunAt() {
    return Optional.ofNullable(lastRunAt);
  }

  /** How many runs were counted for it. */
  public int runCount() {
    return runCount;
  }

  /** The run counted last. */
  public Optional<UUID> countedRunId() {
    return Optional.ofNullable(countedRunId);
  }

  /** Whether it has run as often as it may. */
  public boolean isUsedUp(@Nullable Integer limit) {
    return limit != null && runCount >= limit;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskSchedule that
        && definition().equals(that.definition())
        && Objects.equals(nextRunAt, that.nextRunAt)
        && runCount == that.runCount;
  }

  @Override
  public int hashCode() {
    return definition().hashCode();
  }
}
