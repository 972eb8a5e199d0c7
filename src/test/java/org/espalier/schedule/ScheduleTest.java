package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Schedule utc(String type, String expression) {
    return in(ZoneOffset.UTC, type, expression);
  }

  private static Schedule in(ZoneId zone, String type, String expression) {
    return ScheduleDefinition.parse(ScheduleType.ofWord(type), expression, zone);
  }

  private static List<String> next(Schedule schedule, String from, int count) {
    List<String> times = new ArrayList<>();
    Optional<Instant> next = schedule.after(Instant.parse(from));
    while (next.isPresent() && times.size() < count) {
      times.add(next.get().toString());
      next = schedule.after(next.get());
    }
    return times;
  }

  @Test
  void bothNotationsMeanTheSame() {
    assertThat(utc("weekly", "1,3,5 09:00")).isEqualTo(utc("weekly", "mon,wed,fri@09:00"));
    assertThat(utc("weekly", "0 9:00")).isEqualTo(utc("weekly", "Sunday @ 09:00"));
    assertThat(utc("weekly", "7@09:00")).isEqualTo(utc("weekly", "sun 09:00"));
    assertThat(utc("monthly", "1,15 09:30")).isEqualTo(utc("monthly", "1, 15@09:30"));
    assertThat(utc("daily", "9:05")).isEqualTo(utc("daily", "09:05"));
    assertThat(utc("once", "2026-12-24T18:00:00Z"))
        .isEqualTo(utc("once", "2026-12-24T19:00+01:00"))
        .isEqualTo(utc("once", "2026-12-24 18:00:00.000"));
    assertThat(in(BERLIN, "once", "2026-12-24T19:00"))
        .isEqualTo(utc("once", "2026-12-24T18:00:00Z"));
    assertThat(utc("cron", "@daily")).isEqualTo(utc("cron", "0 0 * * *"));
    assertThat(utc("cron", "0 9 * JAN-MAR mon,WED")).isEqualTo(utc("cron", "0 9 * 1,2,3 1,3"));
    assertThat(utc("cron", "0 9 * * fri-sun")).isEqualTo(utc("cron", "0 9 * * 0,5,6"));
    assertThat(utc("cron", "0 9 1-31 1-12 0-7")).isEqualTo(utc("cron", "0 9 ? * *"));
    assertThat(utc("cron", "5/20 * * * *")).isEqualTo(utc("cron", "5,25,45 * * * *"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "once | tomorrow",
        "once | 2026-02-30T10:00:00Z",
        "once | 2026-12-24",
        "once | 1066-10-14T09:00:00Z",
        "once | -0044-03-15T12:00:00Z",
        "once | +10000-01-01T00:00:00Z",
        "once | 10000-01-01T00:00:00Z",
        "once | 9999-12-31T23:59:59-00:01",
        "once | +292278994-08-17T07:12:55Z",
        "once | +999999999-12-31T23:59:59-18:00",
        "once | 2016-12-31T23:59:60Z",
        "once | 2026-12-24T18:00:00[Europe/Atlantis]",
        "once | 2026-12-24T18:00:00+19:00",
        "interval | 0",
        "interval | -5",
        "interval | 1.5",
        "interval | 1h",
        "interval | 9999999999",
        "daily | 24:00",
        "daily | 9",
        "daily | 09:60",
        "weekly | 09:00",
        "weekly | 8 09:00",
        "weekly | mo@09:00",
        "weekly | 1,,3 09:00",
        "weekly | mon@09:00@10:00",
        "monthly | 0 09:00",
        "monthly | 32@09:00",
        "monthly | 1,15",
        "cron | * * * *",
        "cron | * * * * * *",
        "cron | 60 * * * *",
        "cron | * 24 * * *",
        "cron | * * 0 * *",
        "cron | * * * 13 *",
        "cron | * * * * 8",
        "cron | */0 * * * *",
        "cron | 5-1 * * * *",
        "cron | 1-2-3 * * * *",
        "cron | 1/2/3 * * * *",
        "cron | a * * * *",
        "cron | ,1 * * * *",
        "cron | @never",
      })
  void saysWhatIsWrongWithAnExpression(String type, String expression) {
    assertThatThrownBy(() -> utc(type, expression))
        .isInstanceOf(MalformedScheduleException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("got '" + expression + "'");
  }

  @Test
  void anIntervalDoesNotDrift() {
    Schedule schedule = utc("interval", "60");
    Instant due = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(schedule.following(due, due)).contains(due.plusSeconds(60));
    assertThat(schedule.following(due, due.plusMillis(59_999))).contains(due.plusSeconds(60));
    assertThat(schedule.following(due, due.plusSeconds(60))).contains(due.plusSeconds(120));
    assertThat(schedule.following(due, due.plusSeconds(3_601))).contains(due.plusSeconds(3_660));
    assertThat(schedule.following(due, due.minusSeconds(10))).contains(due.plusSeconds(60));
  }

  @Test
  void aLocalTimeThatIsSkippedIsDueInTheMomentOfTheChange() {
    assertThat(next(in(BERLIN, "daily", "02:30"), "2026-03-28T00:00:00Z", 3))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    assertThat(next(in(BERLIN, "cron", "*/15 2 * * *"), "2026-03-28T02:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    assertThat(
            next(in(ZoneId.of("America/Sao_Paulo"), "daily", "00:00"), "2018-11-03T12:00:00Z", 2))
        .containsExactly("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z");
  }

  // #19
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-29T02:00, 2026-03-29T01:00:00Z",
    "Europe/Berlin, 2026-03-29T02:30, 2026-03-29T01:00:00Z",
    "Europe/Berlin, 2026-03-29 02:59:59.9, 2026-03-29T01:00:00Z",
    "Europe/Berlin, 2026-03-29T03:00, 2026-03-29T01:00:00Z",
    "America/Sao_Paulo, 2018-11-04T00:00, 2018-11-04T03:00:00Z",
    "Pacific/Apia, 2011-12-30T12:00, 2011-12-30T10:00:00Z",
    "Australia/Lord_Howe, 2026-10-04T02:15, 2026-10-03T15:30:00Z",
    "Europe/Berlin, 2026-10-25T02:30, 2026-10-25T00:30:00Z",
    "America/Havana, 2026-11-01T00:30, 2026-11-01T04:30:00Z",
  })
  void aPointInTimeWithoutAnOffsetFollowsTheSameRules(ZoneId zone, String local, Instant at) {
    assertThat(in(zone, "once", local)).isEqualTo(new Schedule.Once(at));
    assertThat(ScheduleDefinition.moment(local, zone)).contains(at);
  }

  // #19
  @Test
  void takesPointsInTimeToTheEndOfTheYear9999() {
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    assertThat(utc("once", "9999-12-31T23:59:59Z")).isEqualTo(new Schedule.Once(last));
    assertThat(ScheduleDefinition.moment("1970-01-01T00:00:00Z", BERLIN)).contains(Instant.EPOCH);
    assertThat(ScheduleDefinition.moment("9999-12-31T23:59:59.9999999Z", BERLIN))
        .contains(Instant.parse("9999-12-31T23:59:59.999999Z"));
    assertThatThrownBy(() -> utc("once", "+10000-01-01T00:00:00Z"))
        .hasMessageContaining("in the years 1970 to 9999");
  }

  // #19
  @ParameterizedTest
  @CsvSource({"interval, 3600", "daily, 00:00", "monthly, 1@00:00", "cron, * * * * *"})
  void nothingIsDueAfterTheYear9999(String type, String expression) {
    Instant late = Instant.parse("9999-12-31T23:59:58Z");
    ScheduleDefinition endless =
        new ScheduleDefinition(ScheduleType.ofWord(type), expression, true, late, null, null);
    assertThat(endless.first(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
    assertThat(endless.following(late, late, ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void aLocalTimeThatComesTwiceIsDueTheFirstTime() {
    assertThat(next(in(BERLIN, "daily", "02:30"), "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(next(in(BERLIN, "weekly", "sun@02:00"), "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:00:00Z", "2026-11-01T01:00:00Z");
  }

  @Test
  void timesOfEveryHourAreAsFarApartAsEver() {
    Schedule everyHalfHour = in(BERLIN, "cron", "*/30 * * * *");
    assertThat(next(everyHalfHour, "2026-10-24T23:30:00Z", 6))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z");
    assertThat(next(everyHalfHour, "2026-03-29T00:00:00Z", 4))
        .containsExactly(
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-29T02:00:00Z");
  }

  @Test
  void aClockThatGoesBackOverMidnightKeepsTheOrder() {
    // Cuba, 2026-11-01: 01:00 becomes 00:00 once more.
    Schedule everyTwentyMinutes = in(ZoneId.of("America/Havana"), "cron", "*/20 * * * *");
    Instant from = Instant.parse("2026-11-01T03:00:00Z");
    for (int i = 0; i < 12; i++) {
      Instant next = everyTwentyMinutes.after(from).orElseThrow();
      assertThat(next).isEqualTo(from.plus(Duration.ofMinutes(20)));
      from = next;
    }
  }

  @Test
  void knowsLeapDaysAndTheEndsOfMonths() {
    assertThat(next(utc("cron", "0 0 29 2 *"), "2026-01-01T00:00:00Z", 2))
        .containsExactly("2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z");
    assertThat(next(utc("cron", "0 0 29 2 *"), "2096-03-01T00:00:00Z", 1))
        .containsExactly("2104-02-29T00:00:00Z");
    assertThat(next(utc("monthly", "31 12:00"), "2026-01-31T12:00:00Z", 3))
        .containsExactly("2026-03-31T12:00:00Z", "2026-05-31T12:00:00Z", "2026-07-31T12:00:00Z");
    assertThat(next(utc("monthly", "29@12:00"), "2027-01-29T12:00:00Z", 2))
        .containsExactly("2027-03-29T12:00:00Z", "2027-04-29T12:00:00Z");
    assertThat(next(utc("daily", "23:59"), "2026-12-31T23:59:00Z", 1))
        .containsExactly("2027-01-01T23:59:00Z");
    assertThat(next(utc("cron", "0 0 31 2 *"), "2026-01-01T00:00:00Z", 1)).isEmpty();
  }

  @Test
  void cronJoinsDaysOfTheMonthAndOfTheWeekByOr() {
    assertThat(next(utc("cron", "0 0 13 * fri"), "2026-11-01T00:00:00Z", 4))
        .containsExactly(
            "2026-11-06T00:00:00Z",
            "2026-11-13T00:00:00Z",
            "2026-11-20T00:00:00Z",
            "2026-11-27T00:00:00Z");
    assertThat(next(utc("cron", "0 0 1 * mon"), "2026-11-24T00:00:00Z", 2))
        .containsExactly("2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z");
  }

  @Test
  void onceIsOverWhenItWas() {
    Schedule once = utc("once", "2026-12-24T18:00:00Z");
    Instant at = Instant.parse("2026-12-24T18:00:00Z");
    assertThat(once.after(at.minusSeconds(1))).contains(at);
    assertThat(once.after(at)).isEmpty();
    assertThat(once.following(at, at.minusSeconds(1))).isEmpty();
  }

  @Test
  void staysWithinStartAndEnd() {
    Instant now = Instant.parse("2026-11-25T12:00:00Z");
    Instant start = Instant.parse("2026-12-01T09:00:00Z");
    Instant end = Instant.parse("2026-12-02T09:00:00Z");
    ScheduleDefinition daily =
        new ScheduleDefinition(ScheduleType.DAILY, "09:00", true, start, end, null);
    assertThat(daily.first(now, ZoneOffset.UTC)).contains(start);
    assertThat(daily.following(start, start, ZoneOffset.UTC)).contains(end);
    assertThat(daily.following(end, end, ZoneOffset.UTC)).isEmpty();
    ScheduleDefinition hourly =
        new ScheduleDefinition(ScheduleType.INTERVAL, "3600", true, start, end, null);
    assertThat(hourly.first(now, ZoneOffset.UTC)).contains(start.plusSeconds(3_600));
    assertThat(hourly.first(end, ZoneOffset.UTC)).isEmpty();
  }

  /** Against the definition of cron, minute by minute. */
  @Test
  void findsTheSameTimesAsCountingMinutes() {
    Random random = new Random(20261125);
    for (int i = 0; i < 200; i++) {
      String expression = expression(random);
      Schedule schedule = utc("cron", expression);
      ZonedDateTime from =
          ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
              .plusMinutes(random.nextInt(500_000));
      ZonedDateTime expected = from.plusMinutes(1);
      while (!matches(expression, expected)) {
        expected = expected.plusMinutes(1);
      }
      assertThat(schedule.after(from.toInstant()))
          .as("%s after %s", expression, from)
          .contains(expected.toInstant());
    }
  }

  private static String expression(Random random) {
    int minute = random.nextInt(60);
    int hour = random.nextInt(24);
    return String.join(
        " ",
        List.of("*", "" + minute, "*/" + (1 + random.nextInt(30)), minute + ",59")
            .get(random.nextInt(4)),
        List.of("*", "" + hour, hour + "-23", "*/" + (1 + random.nextInt(12)))
            .get(random.nextInt(4)),
        List.of("*", "" + (1 + random.nextInt(28)), "1-7").get(random.nextInt(3)),
        List.of("*", "" + (1 + random.nextInt(12)), "*/3").get(random.nextInt(3)),
        List.of("*", "" + random.nextInt(8), "1-5").get(random.nextInt(3)));
  }

  private static boolean matches(String expression, ZonedDateTime time) {
    String[] fields = expression.split(" ");
    boolean day = matches(fields[2], time.getDayOfMonth(), 1);
    int weekday = time.getDayOfWeek().getValue();
    boolean week = matches(fields[4], weekday, 0) || weekday == 7 && matches(fields[4], 0, 0);
    boolean isEither = !fields[2].equals("*") && !fields[4].equals("*");
    return matches(fields[0], time.getMinute(), 0)
        && matches(fields[1], time.getHour(), 0)
        && matches(fields[3], time.getMonthValue(), 1)
        && (isEither ? day || week : day && week);
  }

  private static boolean matches(String field, int value, int min) {
    for (String item : field.split(",")) {
      if (item.equals("*")) {
        return true;
      }
      if (item.startsWith("*/")) {
        if ((value - min) % Integer.parseInt(item.substring(2)) == 0) {
          return true;
        }
      } else if (item.contains("-")) {
        String[] ends = item.split("-");
        if (value >= Integer.parseInt(ends[0]) && value <= Integer.parseInt(ends[1])) {
          return true;
        }
      } else if (value == Integer.parseInt(item)) {
        return true;
      }
    }
    return false;
  }
}
