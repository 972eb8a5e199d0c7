package org.espalier.schedule;

import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads cron: minute, hour, day of month, month, day of week; with lists, ranges, steps, English
 * names of months and days, and the macros {@code @hourly} to {@code @yearly}. A field that names
 * every value is as good as {@code *}.
 */
final class CronSyntax {
  private static final String EXPECTED =
      "five fields of cron (minute, hour, day of month, month, day of week), like '0 9 * * 1-5'";
  private static final Map<String, String> MACROS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** A field: what it is called, its range, and the names of its values from the lowest on. */
  private record Field(String name, int min, int max, List<String> names) {}

  private static final Field MINUTE = new Field("minute", 0, 59, List.of());
  private static final Field HOUR = new Field("hour", 0, 23, List.of());
  private static final Field DAY_OF_MONTH = new Field("day of month", 1, 31, List.of());
  private static final Field MONTH = new Field("month", 1, 12, MONTHS);
  private static final Field DAY_OF_WEEK = new Field("day of week", 0, 7, DAYS);

  private CronSyntax() {}

  static Schedule parse(String text, ZoneId zone) {
    String plain = text.toLowerCase(Locale.ROOT);
    String[] fields = MACROS.getOrDefault(plain, plain).split("\\s+");
    if (fields.length != 5) {
      throw new MalformedScheduleException(EXPECTED, text);
    }
    Set<Integer> minutes = values(fields[0], MINUTE, text);
    Set<Integer> hours = values(fields[1], HOUR, text);
    CalendarDays days =
        new CalendarDays(
            restricted(values(fields[3], MONTH, text), 12),
            restricted(values(fields[2], DAY_OF_MONTH, text), 31),
            restricted(daysOfWeek(values(fields[4], DAY_OF_WEEK, text)), 7));
    return new Schedule.OnCalendar(days, new TimesOfDay(zone, hours, minutes));
  }

  private static Set<DayOfWeek> daysOfWeek(Set<Integer> numbers) {
    return numbers.stream()
        .map(number -> number % 7 == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(number % 7))
        .collect(Collectors.toSet());
  }

  /** Nothing, when it is every value there is. */
  private static <T> Set<T> restricted(Set<T> values, int all) {
    return values.size() == all ? Set.of() : values;
  }

  private static Set<Integer> values(String list, Field field, String text) {
    Set<Integer> values = new TreeSet<>();
    for (String item : list.split(",", -1)) {
      values.addAll(item(item, field, text));
    }
    return values;
  }

  private static Set<Integer> item(String item, Field field, String text) {
    String[] parts = item.split("/", -1);
    int step = parts.length == 1 ? 1 : number(parts[1]);
    if (parts.length > 2 || step < 1 || step > field.max) {
      throw malformed(item, field, text);
    }
    int first = field.min;
    int last = field.max == 7 ? 6 : field.max;
    if (!parts[0].equals("*") && !parts[0].equals("?")) {
      String[] ends = parts[0].split("-", -1);
      first = value(ends[0], field);
      last = ends.length > 1 ? value(ends[1], field) : parts.length > 1 ? last : first;
      if (ends.length > 2 || first < 0 || last < 0) {
        throw malformed(item, field, text);
      }
    }
    return stepped(first, wrapped(first, last, field), step, item, field, text);
  }

  /** A range of days may end with Sunday as 0: {@code fri-sun}. */
  private static int wrapped(int first, int last, Field field) {
    return field == DAY_OF_WEEK && last == 0 && first > 0 ? 7 : last;
  }

  private static Set<Integer> stepped(
      int first, int last, int step, String item, Field field, String text) {
    if (first > last) {
      throw malformed(item, field, text);
    }
    Set<Integer> values = new TreeSet<>();
    for (int value = first; value <= last; value += step) {
      values.add(value);
    }
    return values;
  }

  /** The number of a value, or -1 when it is none of the field. */
  private static int value(String text, Field field) {
    int named = field.names.indexOf(text);
    int value = named >= 0 ? field.min + named : number(text);
    return value >= field.min && value <= field.max ? value : -1;
  }

  private static int number(String text) {
    return text.matches("\\d{1,2}") ? Integer.parseInt(text) : -1;
  }

  private static MalformedScheduleException malformed(String item, Field field, String text) {
    return new MalformedScheduleException(
        "in the field '%s' values from %d to %d, lists, ranges or steps of them instead of '%s'"
            .formatted(field.name, field.min, field.max, item),
        text);
  }
}
