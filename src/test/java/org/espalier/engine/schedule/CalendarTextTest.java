package org.espalier.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Optional;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Period;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.json.Json;
import org.espalier.schedule.Schedule;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.Task;
import org.espalier.tree.submission.SubmissionReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is exported is read back by a calendar library, which says when the events are. */
class CalendarTextTest {
  private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");

  private static Task task(String name, ZoneId zone, String schedule) {
    EspalierSettings settings =
        EspalierSettings.read(
            key ->
                key.equals("espalier.schedule.zone") ? Optional.of(zone.getId()) : Optional.empty(),
            "test");
    ExecutorRegistry registry =
        new ExecutorRegistry(List.of(new EchoExecutor()), settings.executors());
    SubmissionReader reader =
        new SubmissionReader(
            settings,
            new RegistryCatalog(registry, new InputSchemas()),
            new SteadyClock(NOW, new Standstill()));
    String json =
        "{'name':'%s','schemas':{'method':'echo_executor'},'inputs':{'key':'confidential'},'schedule_enabled':true,%s}"
            .formatted(name, schedule)
            .replace('\'', '"');
    return reader.read(Json.read(json)).trees().get(0).tasks().get(0);
  }

  private static final class Standstill implements MonotonicTimer {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void pause(long nanos) {}
  }

  private static String text(ZoneId zone, Task... tasks) {
    return new CalendarText(zone, NOW, Optional.of("https://espalier.example/"))
        .of(List.of(tasks), "Plans, and more; \\ of ours");
  }

  private static Calendar parsed(String text) {
    try {
      Calendar calendar = new CalendarBuilder().build(new StringReader(text));
      assertThat(calendar.validate().getEntries()).isEmpty();
      return calendar;
    } catch (Exception e) {
      throw new AssertionError(text, e);
    }
  }

  private static VEvent event(Calendar calendar) {
    return (VEvent) calendar.getComponent(Component.VEVENT).orElseThrow();
  }

  /** The beginnings of an event, as the library works them out. */
  private static List<Instant> times(Calendar calendar, int days) {
    Period<ZonedDateTime> period =
        new Period<>(
            NOW.atZone(ZoneId.of("UTC")),
            NOW.plus(days, ChronoUnit.DAYS).minusSeconds(1).atZone(ZoneId.of("UTC")));
    return event(calendar).<ZonedDateTime>calculateRecurrenceSet(period).stream()
        .map(each -> instant(each.getStart()))
        .sorted()
        .toList();
  }

  private static Instant instant(Temporal temporal) {
    return temporal instanceof Instant instant ? instant : Instant.from(temporal);
  }

  private static List<Instant> expected(Task task, ZoneId zone, int days) {
    Schedule schedule = task.schedule().definition().schedule(zone).orElseThrow();
    List<Instant> times = new java.util.ArrayList<>();
    Optional<Instant> next = task.schedule().nextRunAt();
    while (next.isPresent() && next.get().isBefore(NOW.plus(days, ChronoUnit.DAYS))) {
      times.add(next.get());
      next = schedule.following(next.get(), next.get());
    }
    return times;
  }

  /** Across the change to summer time on 29 March, by which no time here is skipped. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UTC | once | 2026-04-01T10:00:00Z",
        "UTC | interval | 5400",
        "UTC | interval | 86400",
        "UTC | daily | 09:30",
        "Europe/Berlin | daily | 09:30",
        "Europe/Berlin | interval | 3600",
        "Europe/Berlin | weekly | mon,thu@08:15",
        "Europe/Berlin | monthly | 1,31 12:00",
        "America/New_York | cron | 0 9,17 * * 1-5",
        "Europe/Berlin | cron | 30 4 1 */2 *",
        "Europe/Berlin | cron | 0 12 13 * fri",
        "Asia/Kathmandu | cron | */20 8-10 * 4 *",
        "UTC | cron | */15 * * * *",
        "Europe/Berlin | cron | 5-59/10 * * * mon",
        "+05:30 | daily | 09:30",
      })
  void aCalendarShowsTheTimesOfASchedule(ZoneId zone, String type, String expression) {
    Task task =
        task(
            "t",
            zone,
            "'schedule_type':'%s','schedule_expression':'%s'".formatted(type, expression));
    Calendar calendar = parsed(text(zone, task));
    assertThat(times(calendar, 60)).isEqualTo(expected(task, zone, 60)).isNotEmpty();
  }

  @Test
  void endsWhereTheScheduleEnds() {
    ZoneId utc = ZoneId.of("UTC");
    String daily = "'schedule_type':'daily','schedule_expression':'09:30'";
    Task counted = task("t", utc, daily + ",'max_runs':3");
    assertThat(text(utc, counted)).contains(";COUNT=3\r\n");
    assertThat(times(parsed(text(utc, counted)), 60)).hasSize(3);
    Task limited = task("t", utc, daily + ",'schedule_end_at':'2026-03-25T00:00:00Z'");
    assertThat(text(utc, limited)).contains(";UNTIL=20260325T000000Z\r\n");
    assertThat(times(parsed(text(utc, limited)), 60)).hasSize(4);
    Task both = task("t", utc, daily + ",'max_runs':2,'schedule_end_at':'2026-03-25T00:00:00Z'");
    assertThat(times(parsed(text(utc, both)), 60)).hasSize(2);
    Task early = task("t", utc, daily + ",'max_runs':9,'schedule_end_at':'2026-03-25T00:00:00Z'");
    assertThat(times(parsed(text(utc, early)), 60)).hasSize(4);
  }

  // #19
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-10-25T00:30:00Z",
    "Europe/Berlin, 2026-10-25T01:30:00Z",
    "Europe/Berlin, 2026-03-29T02:30:00Z",
    "Pacific/Kiritimati, 9999-12-31T23:59:59Z",
    "Europe/Berlin, 9999-12-31T23:59:59Z",
    "UTC, 9999-12-31T23:59:59Z",
  })
  void showsAPointInTimeWhereNoClockMakesItAnother(ZoneId zone, Instant at) {
    Task task = task("t", zone, "'schedule_type':'once','schedule_expression':'" + at + "'");
    Temporal start = event(parsed(text(zone, task))).getDateTimeStart().getDate();
    assertThat(instant(start)).isEqualTo(at);
  }

  /** From half an hour before the clock goes back on, and across that from the evening before. */
  // #19
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Europe/Berlin | 0 * * * *",
        "Europe/Berlin | */20 * * * *",
        "Europe/Berlin | 0 * * * sun",
        "Europe/Berlin | 0 * 25 10 *",
        "Europe/Berlin | 0 * 25 * sun",
        "Europe/Berlin | 30 2 * * *",
        "Australia/Lord_Howe | 10 * * * *",
        "Asia/Kathmandu | 0 * * * *",
      })
  void anHourThatIsThereTwiceIsShownTwice(ZoneId zone, String cron) {
    for (String start : List.of("2026-10-25T00:30:00Z", "2026-10-24T20:30:00Z")) {
      Task task =
          task(
              "t",
              zone,
              "'schedule_type':'cron','schedule_expression':'%s','schedule_start_at':'%s'"
                  .formatted(cron, start));
      Calendar calendar = parsed(text(zone, task));
      int days = (int) ChronoUnit.DAYS.between(NOW, Instant.parse("2026-10-27T00:00:00Z"));
      assertThat(times(calendar, days)).isEqualTo(expected(task, zone, days)).isNotEmpty();
    }
  }

  // #19
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily | 12:00",
        "cron | 0 12 1 * mon",
        "cron | 0 12,13 1,31 * sat",
        "interval | 60",
      })
  void writesFourDigitsOfAYearAtTheEndOfTheYears(String type, String expression) {
    ZoneId zone = ZoneId.of("Pacific/Kiritimati");
    Task task =
        task(
            "t",
            zone,
            "'schedule_type':'%s','schedule_expression':'%s','schedule_start_at':'9999-12-30T23:00:00Z','schedule_end_at':'9999-12-31T23:59:59Z'"
                .formatted(type, expression));
    String text = text(zone, task);
    parsed(text);
    assertThat(text.lines().filter(line -> line.matches("DTSTART.*:9999123[01]T\\d{6}Z?")))
        .hasSize(1);
    assertThat(text).doesNotContain("10000");
  }

  @Test
  void keepsNamesAndHoldsNoInputs() {
    ZoneId utc = ZoneId.of("UTC");
    String name = "Größe; Länge, \u6728 " + "n".repeat(120);
    Task task = task(name, utc, "'schedule_type':'daily','schedule_expression':'09:30'");
    String text = text(utc, task);
    assertThat(text).doesNotContain("confidential");
    assertThat(text.split("\r\n"))
        .allSatisfy(
            line ->
                assertThat(line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(75));
    VEvent event = event(parsed(text));
    assertThat(event.getSummary().getValue()).isEqualTo(name);
    Description description = event.getDescription();
    assertThat(description.getValue().split("\n"))
        .containsExactly(
            "Task " + task.id(), "Status: pending", "Schedule: daily 09:30", "Runs: 0");
    assertThat(event.getUid().orElseThrow().getValue()).isEqualTo(task.id() + "@espalier");
  }

  @Test
  void aCalendarMayBeEmpty() {
    String text = text(ZoneId.of("Europe/Berlin"));
    assertThat(text).startsWith("BEGIN:VCALENDAR\r\n").endsWith("END:VCALENDAR\r\n");
    assertThat(text).doesNotContain("VEVENT").doesNotContain("VTIMEZONE");
  }
}
