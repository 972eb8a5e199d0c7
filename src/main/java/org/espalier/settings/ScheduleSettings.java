package org.espalier.settings;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How schedules are kept ({@code espalier.schedule.*}).
 *
 * @param zone in whose clock times of day and of the calendar are read
 * @param missed what becomes of a due time that nobody acted upon for {@code missedAfter}
 * @param missedAfter how late a due time may be acted upon without counting as missed
 * @param overlap what becomes of a due time while the tree is still being run
 * @param interval how often a node looks for due times at least
 */
public record ScheduleSettings(
    ZoneId zone, Missed missed, Duration missedAfter, Overlap overlap, Duration interval) {

  /** What becomes of due times that were missed, because no server ran. */
  public enum Missed {
    /** One run for all of them, as soon as it can be. */
    RUN_ONCE,
    /** None: the next due time is waited for. */
    SKIP
  }

  /** What becomes of a due time while the tree is still being run. */
  public enum Overlap {
    /** It is passed over. */
    SKIP,
    /** It waits until that run is over; however many wait, one run follows. */
    WAIT
  }

  static ScheduleSettings read(SettingsReader reader) {
    String p = "espalier.schedule.";
    return new ScheduleSettings(
        reader.zone(p + "zone", "UTC"),
        reader.constant(p + "missed", Missed.RUN_ONCE, Missed.values()),
        reader.duration(
            p + "missed-after", Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofDays(30)),
        reader.constant(p + "overlap", Overlap.SKIP, Overlap.values()),
        reader.duration(
            p + "interval", Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMinutes(1)));
  }
}
