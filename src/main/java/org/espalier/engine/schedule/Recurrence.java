package org.espalier.engine.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.schedule.CalendarDays;
import org.espalier.schedule.Schedule;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.schedule.TimesOfDay;
import org.espalier.tree.Task;

/** How a schedule recurs, as a rule of an iCalendar (RFC 5545, 3.3.10) or as a list of times. */
final class Recurrence {
  /** How many times are looked at, or listed where no rule can say them. */
  private static final int MAX_TIMES = 100;

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private final ScheduleDefinition definition;
  private final int runsLeft;
  private final Instant first;
  private final CalendarTime times;
  private final ZoneId zone;

  Recurrence(Task task, Instant first, CalendarTime times) {
    this.definition = task.schedule().definition();
    Integer maxRuns = definition.maxRuns();
    this.runsLeft =
        maxRuns == null ? Integer.MAX_VALUE : Math.max(1, maxRuns - task.schedule().runCount());
    this.first = first;
    this.times = times;
    this.zone = times.zone();
  }

  /** The rule; empty when it happens once, or when only a list can say it. */
  Optional<String> rule() {
    return isListed()
        ? Optional.empty()
        : definition.schedule(zone).flatMap(Recurrence::rule).map(rule -> rule + end());
  }

  /** The times after the first, the next hundred at most; empty where there is a rule. */
  List<Instant> times() {
    return isListed() ? nextTimes() : List.of();
  }

  /** Whether the rule speaks of the zone's clock; otherwise it, or the list, is in UTC. */
  boolean isLocal() {
    return isOnTheClock() && !isListed();
  }

  private boolean isListed() {
    Optional<Schedule> schedule = definition.schedule(zone);
    return schedule.filter(Recurrence::isOfEitherKindOfDay).isPresent()
        || isOnTheClock() && hasTimeThatIsThereTwice();
  }

  /** Once, every so often, and at each hour of each day do not depend on the time of day. */
  private boolean isOnTheClock() {
    return definition.schedule(zone).orElse(null) instanceof Schedule.OnCalendar onCalendar
        && !(onCalendar.times().isEveryHour()
            && days(onCalendar.days()).isEmpty()
            && keepsWholeHours());
  }

  /** A rule of local times leaves out the second of two, or takes the first for it. */
  private boolean hasTimeThatIsThereTwice() {
    return !times.hasLocal(first) || nextTimes().stream().anyMatch(time -> !times.hasLocal(time));
  }

  /** Whether a minute of the zone's clock is the same minute in UTC, from the first time on. */
  private boolean keepsWholeHours() {
    ZoneRules rules = zone.getRules();
    Stream<ZoneOffset> changes =
        Stream.concat(
            rules.getTransitions().stream()
                .filter(change -> change.getInstant().isAfter(first))
                .map(ZoneOffsetTransition::getOffsetAfter),
            rules.getTransitionRules().stream().map(ZoneOffsetTransitionRule::getOffsetAfter));
    return Stream.concat(Stream.of(rules.getOffset(first)), changes)
        .allMatch(offset -> offset.getTotalSeconds() % HOUR == 0);
  }

  private List<Instant> nextTimes() {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = definition.following(first, first, zone);
    while (next.isPresent() && times.size() < Math.min(MAX_TIMES, runsLeft - 1)) {
      times.add(next.get());
      next = definition.following(next.get(), next.get(), zone);
    }
    return times;
  }

  /** A rule joins its conditions by "and", cron joins the two kinds of day by "or". */
  private static boolean isOfEitherKindOfDay(Schedule schedule) {
    return schedule instanceof Schedule.OnCalendar onCalendar
        && !onCalendar.days().daysOfMonth().isEmpty()
        && !onCalendar.days().daysOfWeek().isEmpty();
  }

  private static Optional<String> rule(Schedule schedule) {
    if (isOfEitherKindOfDay(schedule)) {
      return Optional.empty();
    }
    if (schedule instanceof Schedule.Interval interval) {
      return Optional.of(every(interval.every().toSeconds()));
    }
    if (schedule instanceof Schedule.OnCalendar onCalendar) {
      return Optional.of(times(onCalendar.times()) + days(onCalendar.days()));
    }
    return Optional.empty();
  }

  private static String every(long seconds) {
    if (seconds % DAY == 0) {
      return "FREQ=DAILY;INTERVAL=" + seconds / DAY;
    }
    if (seconds % HOUR == 0) {
      return "FREQ=HOURLY;INTERVAL=" + seconds / HOUR;
    }
    return seconds % MINUTE == 0
        ? "FREQ=MINUTELY;INTERVAL=" + seconds / MINUTE
        : "FREQ=SECONDLY;INTERVAL=" + seconds;
  }

  private static String times(TimesOfDay times) {
    String minutes = ";BYMINUTE=" + numbers(times.minutes());
    return times.isEveryHour()
        ? "FREQ=HOURLY" + minutes
        : "FREQ=DAILY;BYHOUR=" + numbers(times.hours()) + minutes;
  }

  private static String days(CalendarDays days) {
    StringBuilder rule = new StringBuilder();
    if (!days.months().isEmpty()) {
      rule.append(";BYMONTH=").append(numbers(days.months()));
    }
    if (!days.daysOfMonth().isEmpty()) {
      rule.append(";BYMONTHDAY=").append(numbers(days.daysOfMonth()));
    }
    if (!days.daysOfWeek().isEmpty()) {
      rule.append(";BYDAY=").append(weekdays(days.daysOfWeek()));
    }
    return rule.toString();
  }

  private static String numbers(Collection<Integer> numbers) {
    return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String weekdays(Set<DayOfWeek> days) {
    return days.stream()
        .sorted()
        .map(day -> day.name().substring(0, 2))
        .collect(Collectors.joining(","));
  }

  /** A rule has either a count or a last time. */
  private String end() {
    Instant end = definition.endAt();
    boolean isCounted = runsLeft <= MAX_TIMES && nextTimes().size() == runsLeft - 1;
    if (isCounted || end == null && runsLeft < Integer.MAX_VALUE) {
      return ";COUNT=" + runsLeft;
    }
    return end == null ? "" : ";UNTIL=" + CalendarTime.utc(end);
  }
}
