package org.espalier.engine.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.tree.Task;

/**
 * Writes scheduled tasks as an iCalendar (RFC 5545): one event each, half an hour long, that begins
 * when the task is due next. Inputs and results are left out, since a calendar is passed around.
 */
final class CalendarText {
  /** What is published needs one (RFC 5546, 3.2.1); nobody is to be written to. */
  private static final String ORGANIZER = "mailto:noreply@espalier.invalid";

  private final CalendarTime times;
  private final Instant now;
  private final Optional<String> baseUrl;

  CalendarText(ZoneId zone, Instant now, Optional<String> baseUrl) {
    this.times = new CalendarTime(zone);
    this.now = now;
    this.baseUrl = baseUrl;
  }

  /** The calendar of tasks that are all due some time. */
  String of(List<Task> tasks, String name) {
    CalendarLines lines =
        new CalendarLines()
            .add("BEGIN", "VCALENDAR")
            .add("VERSION", "2.0")
            .add("PRODID", "-//Espalier//Schedules//EN")
            .add("CALSCALE", "GREGORIAN")
            .add("METHOD", "PUBLISH")
            .addText("X-WR-CALNAME", name)
            .add("X-WR-TIMEZONE", times.zoneName());
    if (!times.isUtc() && !tasks.isEmpty()) {
      new ZoneComponent(times, now).write(lines);
    }
    tasks.forEach(task -> write(lines, task, task.schedule().nextRunAt().orElseThrow()));
    return lines.add("END", "VCALENDAR").toString();
  }

  private void write(CalendarLines lines, Task task, Instant first) {
    ScheduleDefinition schedule = task.schedule().definition();
    lines
        .add("BEGIN", "VEVENT")
        .add("UID", task.id() + "@espalier")
        .add("DTSTAMP", CalendarTime.utc(now))
        .add("ORGANIZER;CN=Espalier", ORGANIZER)
        .add("LAST-MODIFIED", CalendarTime.utc(task.updatedAt()));
    writeTimes(lines, task, first);
    lines
        .add("DURATION", "PT30M")
        .addText("SUMMARY", task.name())
        .addText("DESCRIPTION", description(task, schedule))
        .add("CATEGORIES", "Espalier," + word(schedule))
        .add("STATUS", "CONFIRMED")
        .add("TRANSP", "TRANSPARENT");
    baseUrl.ifPresent(url -> lines.add("URL", link(url, task)));
    lines
        .add("X-APFLOW-TASK-ID", task.id().toString())
        .add("X-APFLOW-SCHEDULE-TYPE", word(schedule))
        .add("END", "VEVENT");
  }

  /** What needs no local clock is in UTC, where every time is there once. */
  private void writeTimes(CalendarLines lines, Task task, Instant first) {
    Recurrence recurrence = new Recurrence(task, first, times);
    boolean isLocal = recurrence.isLocal();
    lines.add(
        isLocal ? times.property("DTSTART") : "DTSTART",
        isLocal ? times.local(first) : CalendarTime.utc(first));
    recurrence.rule().ifPresent(rule -> lines.add("RRULE", rule));
    List<Instant> more = recurrence.times();
    if (!more.isEmpty()) {
      lines.add("RDATE", more.stream().map(CalendarTime::utc).collect(Collectors.joining(",")));
    }
  }

  private static String description(Task task, ScheduleDefinition schedule) {
    Integer maxRuns = schedule.maxRuns();
    return """
        Task %s
        Status: %s
        Schedule: %s %s
        Runs: %d%s"""
        .formatted(
            task.id(),
            task.status().word(),
            word(schedule),
            schedule.expression(),
            task.schedule().runCount(),
            maxRuns == null ? "" : " of " + maxRuns);
  }

  private static String word(ScheduleDefinition schedule) {
    return schedule.type() == null ? "" : schedule.type().word();
  }

  private static String link(String url, Task task) {
    return url.replaceAll("\\p{Cntrl}|/+$", "") + "/api/tasks/" + task.id();
  }
}
