package org.espalier.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.espalier.json.JsonTime;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about when a task is to run.
 *
 * @param type null for no schedule
 * @param expression in a notation of the type; null for no schedule
 * @param enabled whether the engine acts on it
 * @param startAt nothing is due before
 * @param endAt nothing is due after
 * @param maxRuns so many runs at most; null for any number
 */
public record ScheduleDefinition(
    @Nullable ScheduleType type,
    @Nullable String expression,
    boolean enabled,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    @Nullable Integer maxRuns) {
  /** What {@link #moment} reads, for messages. */
  public static final String A_MOMENT = ScheduleSyntax.A_DATE_TIME;

  /** No schedule. */
  public static final ScheduleDefinition NONE =
      new ScheduleDefinition(null, null, false, null, null, null);

  /** Its times; empty when there is no schedule. */
  public Optional<Schedule> schedule(ZoneId zone) {
    return type == null || expression == null
        ? Optional.empty()
        : Optional.of(parse(type, expression, zone));
  }

  /**
   * Reads an expression.
   *
   * @param zone of local times
   * @throws MalformedScheduleException when it is none of its type
   */
  public static Schedule parse(ScheduleType type, String expression, ZoneId zone) {
    return ScheduleSyntax.parse(type, expression, zone);
  }

  /** A point in time in ISO 8601; without an offset it is local. Empty when the text is none. */
  public static Optional<Instant> moment(String text, ZoneId zone) {
    return ScheduleSyntax.moment(text, zone);
  }

  /**
   * The first time that is due after a moment, within start and end. An interval is counted from
   * the moment, or from the start when that is later; a time of the calendar may be the start
   * itself.
   */
  public Optional<Instant> first(Instant moment, ZoneId zone) {
    Instant from = moment;
    if (startAt != null && startAt.isAfter(moment)) {
      from = type == ScheduleType.INTERVAL ? startAt : startAt.minusNanos(1);
    }
    Instant begin = from;
    return schedule(zone).flatMap(times -> times.after(begin)).filter(this::isInTime);
  }

  /** The time that follows one that was due, later than now; empty when that was the last. */
  public Optional<Instant> following(Instant due, Instant now, ZoneId zone) {
    return schedule(zone).flatMap(times -> times.following(due, now)).filter(this::isInTime);
  }

  private boolean isInTime(Instant time) {
    return !time.isAfter(endAt == null ? JsonTime.LAST : endAt);
  }
}
