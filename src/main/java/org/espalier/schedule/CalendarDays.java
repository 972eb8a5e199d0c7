package org.espalier.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/**
 * Which days of the calendar. An empty set is every one. With both days of the month and of the
 * week, a day of either kind is one, as in cron.
 *
 * @param months 1 to 12
 * @param daysOfMonth 1 to 31; a month that lacks a day is passed over
 */
public record CalendarDays(
    Set<Integer> months, Set<Integer> daysOfMonth, Set<DayOfWeek> daysOfWeek) {
  static final CalendarDays ALL = new CalendarDays(Set.of(), Set.of(), Set.of());

  public CalendarDays {
    months = Set.copyOf(months);
    daysOfMonth = Set.copyOf(daysOfMonth);
    daysOfWeek = Set.copyOf(daysOfWeek);
  }

  boolean include(LocalDate day) {
    if (!months.isEmpty() && !months.contains(day.getMonthValue())) {
      return false;
    }
    boolean isOfMonth = daysOfMonth.contains(day.getDayOfMonth());
    boolean isOfWeek = daysOfWeek.contains(day.getDayOfWeek());
    if (daysOfMonth.isEmpty()) {
      return daysOfWeek.isEmpty() || isOfWeek;
    }
    return isOfMonth || isOfWeek;
  }
}
