package org.espalier.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Times of a day in the clock of a zone: each of these minutes in each of these hours.
 *
 * <p>Where the zone changes its clock, a local time that does not exist is due in the moment of the
 * change, and one that exists twice is due the first time. With every hour of the day the times are
 * not times of a day but so many in an hour: what does not exist is not made up for, and what
 * exists twice is due twice.
 */
public record TimesOfDay(ZoneId zone, Set<Integer> hours, Set<Integer> minutes) {
  private static final int HOURS_OF_DAY = 24;

  public TimesOfDay {
    hours = Set.copyOf(hours);
    minutes = Set.copyOf(minutes);
  }

  /** Whether it is every hour of the day. */
  public boolean isEveryHour() {
    return hours.size() == HOURS_OF_DAY;
  }

  /** The first time of this day that is after a moment. */
  Optional<Instant> firstAfter(Instant moment, LocalDate day) {
    @Nullable Instant first = null;
    for (int hour : hours) {
      for (int minute : minutes) {
        for (Instant time : moments(day.atTime(hour, minute))) {
          if (time.isAfter(moment) && (first == null || time.isBefore(first))) {
            first = time;
          }
        }
      }
    }
    return Optional.ofNullable(first);
  }

  private List<Instant> moments(LocalDateTime local) {
    ZoneRules rules = zone.getRules();
    return isEveryHour()
        ? rules.getValidOffsets(local).stream().map(local::toInstant).toList()
        : List.of(moment(local, rules));
  }

  /** When a local time is: the moment of the change that skips it, the first when it is twice. */
  static Instant moment(LocalDateTime local, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.get(0));
  }
}
