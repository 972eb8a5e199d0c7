package org.espalier.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import org.espalier.schedule.ScheduleType;
import org.espalier.settings.ScheduleSettings;
import org.espalier.settings.ScheduleSettings.Missed;
import org.espalier.settings.ScheduleSettings.Overlap;
import org.jspecify.annotations.Nullable;

/** What becomes of a due time. */
enum DueDecision {
  /** A run starts. */
  RUN,
  /** None starts: nobody acted upon it in time, and the site skips what was missed. */
  PASS_MISSED,
  /** None starts: the tree is still being run, and the site skips what overlaps. */
  PASS_OVERLAPPING,
  /** It stays due until the tree is not being run any more. */
  WAIT;

  /** Decides. What is due only once waits for a run that is in its way, or it would be lost. */
  static DueDecision of(
      ScheduleSettings settings,
      @Nullable ScheduleType type,
      Instant dueAt,
      Instant now,
      boolean isBeingRun) {
    boolean isMissed = Duration.between(dueAt, now).compareTo(settings.missedAfter()) > 0;
    if (isMissed && settings.missed() == Missed.SKIP) {
      return PASS_MISSED;
    }
    if (!isBeingRun) {
      return RUN;
    }
    boolean isToWait = settings.overlap() == Overlap.WAIT || type == ScheduleType.ONCE;
    return isToWait ? WAIT : PASS_OVERLAPPING;
  }
}
