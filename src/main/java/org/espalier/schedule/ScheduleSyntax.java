package org.espalier.schedule;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.json.JsonTime;

/**
 * Reads expressions in the notation of apflow ({@code 1,3,5 09:00}) and in that of its protocol
 * ({@code mon,wed@09:30}), whichever is given.
 */
final class ScheduleSyntax {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})");
  private static final Pattern DAYS_AND_TIME = Pattern.compile("([^@]+?)\\s*[@\\s]\\s*([^@\\s]+)");
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  static final String A_DATE_TIME = "a date and time like 2026-12-24T18:00:00Z, " + JsonTime.YEARS;
  private static final String WEEKLY =
      "days of the week and a time, like '1,3,5 09:00' (1 is Monday, 7 or 0 Sunday) or 'mon,wed@09:00'";
  private static final String MONTHLY =
      "days of the month and a time, like '1,15 09:00' or '1,15@09:00'";

  private ScheduleSyntax() {}

  static Schedule parse(ScheduleType type, String expression, ZoneId zone) {
    String text = expression.strip();
    return switch (type) {
      case ONCE ->
          new Schedule.Once(
              moment(text, zone)
                  .orElseThrow(() -> new MalformedScheduleException(A_DATE_TIME, text)));
      case INTERVAL -> interval(text);
      case CRON -> CronSyntax.parse(text, zone);
      case DAILY ->
          new Schedule.OnCalendar(
              CalendarDays.ALL, time(text, zone, "a time of day like '09:30'", text));
      case WEEKLY -> weekly(text, zone);
      case MONTHLY -> monthly(text, zone);
    };
  }

  /** A point in time; one without an offset is local. Empty when the text is none that is taken. */
  static Optional<Instant> moment(String text, ZoneId zone) {
    try {
      TemporalAccessor parsed =
          DATE_TIME.parseBest(text.strip(), ZonedDateTime::from, LocalDateTime::from);
      Instant moment =
          parsed instanceof ZonedDateTime zoned
              ? zoned.toInstant()
              : TimesOfDay.moment(LocalDateTime.from(parsed), zone.getRules());
      return Optional.of(moment.truncatedTo(ChronoUnit.MICROS)).filter(JsonTime::isWithinYears);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Schedule interval(String text) {
    if (!SECONDS.matcher(text).matches() || Integer.parseInt(text) == 0) {
      throw new MalformedScheduleException(
          "a whole number of seconds from 1 to 999999999, like '3600'", text);
    }
    return new Schedule.Interval(Duration.ofSeconds(Integer.parseInt(text)));
  }

  private static Schedule weekly(String text, ZoneId zone) {
    Matcher parts = DAYS_AND_TIME.matcher(text);
    if (!parts.matches()) {
      throw new MalformedScheduleException(WEEKLY, text);
    }
    Set<DayOfWeek> days = days(parts.group(1), ScheduleSyntax::dayOfWeek, WEEKLY, text);
    return new Schedule.OnCalendar(
        new CalendarDays(Set.of(), Set.of(), days), time(parts.group(2), zone, WEEKLY, text));
  }

  private static Schedule monthly(String text, ZoneId zone) {
    Matcher parts = DAYS_AND_TIME.matcher(text);
    if (!parts.matches()) {
      throw new MalformedScheduleException(MONTHLY, text);
    }
    Set<Integer> days = days(parts.group(1), ScheduleSyntax::dayOfMonth, MONTHLY, text);
    return new Schedule.OnCalendar(
        new CalendarDays(Set.of(), days, Set.of()), time(parts.group(2), zone, MONTHLY, text));
  }

  private static <T> Set<T> days(
      String list, Function<String, Optional<T>> parser, String expected, String text) {
    Set<T> days = new LinkedHashSet<>();
    for (String item : list.split(",", -1)) {
      days.add(
          parser
              .apply(item.strip())
              .orElseThrow(() -> new MalformedScheduleException(expected, text)));
    }
    return days;
  }

  /** 0 to 7, where both ends are Sunday, or an English name of at least three letters. */
  static Optional<DayOfWeek> dayOfWeek(String text) {
    if (text.matches("[0-7]")) {
      int number = Integer.parseInt(text);
      return Optional.of(number == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(number));
    }
    String name = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> name.length() >= 3 && day.name().startsWith(name))
        .findFirst();
  }

  private static Optional<Integer> dayOfMonth(String text) {
    return Optional.of(text)
        .filter(t -> t.matches("\\d{1,2}"))
        .map(Integer::valueOf)
        .filter(day -> day >= 1 && day <= 31);
  }

  private static TimesOfDay time(String time, ZoneId zone, String expected, String text) {
    Matcher parts = TIME.matcher(time);
    if (parts.matches()) {
      int hour = Integer.parseInt(parts.group(1));
      int minute = Integer.parseInt(parts.group(2));
      if (hour < 24 && minute < 60) {
        return new TimesOfDay(zone, Set.of(hour), Set.of(minute));
      }
    }
    throw new MalformedScheduleException(expected, text);
  }
}
