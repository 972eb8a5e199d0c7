package org.espalier.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The component of an iCalendar that says what a zone's clock does (RFC 5545, 3.6.5): every change
 * within ten years, by its date.
 */
final class ZoneComponent {
  private static final Duration BEFORE = Duration.ofDays(366);
  private static final Duration AFTER = Duration.ofDays(3_660);

  private final CalendarTime times;
  private final ZoneRules rules;
  private final Instant now;

  ZoneComponent(CalendarTime times, Instant now) {
    this.times = times;
    this.rules = times.zone().getRules();
    this.now = now;
  }

  /** A change of the clock, without its date. */
  private record Change(ZoneOffset from, ZoneOffset to, boolean isDaylight) {}

  void write(CalendarLines lines) {
    lines.add("BEGIN", "VTIMEZONE").add("TZID", times.zoneName());
    ZoneOffsetTransition first = rules.previousTransition(now.minus(BEFORE));
    if (first == null) {
      ZoneOffset offset = rules.getOffset(now);
      write(lines, new Change(offset, offset, false), List.of(LocalDate.EPOCH.atStartOfDay()));
    } else {
      changes(first).forEach((change, dates) -> write(lines, change, dates));
    }
    lines.add("END", "VTIMEZONE");
  }

  private Map<Change, List<LocalDateTime>> changes(ZoneOffsetTransition first) {
    Map<Change, List<LocalDateTime>> changes = new LinkedHashMap<>();
    for (ZoneOffsetTransition next = first;
        next != null && next.getInstant().isBefore(now.plus(AFTER));
        next = rules.nextTransition(next.getInstant())) {
      Change change =
          new Change(
              next.getOffsetBefore(),
              next.getOffsetAfter(),
              rules.isDaylightSavings(next.getInstant()));
      changes.computeIfAbsent(change, c -> new ArrayList<>()).add(next.getDateTimeBefore());
    }
    return changes;
  }

  private static void write(CalendarLines lines, Change change, List<LocalDateTime> dates) {
    String component = change.isDaylight ? "DAYLIGHT" : "STANDARD";
    lines
        .add("BEGIN", component)
        .add("DTSTART", CalendarTime.local(dates.get(0)))
        .add("TZOFFSETFROM", offset(change.from))
        .add("TZOFFSETTO", offset(change.to));
    if (dates.size() > 1) {
      lines.add(
          "RDATE",
          dates.stream().skip(1).map(CalendarTime::local).collect(Collectors.joining(",")));
    }
    lines.add("END", component);
  }

  private static String offset(ZoneOffset offset) {
    int minutes = offset.getTotalSeconds() / 60;
    String sign = minutes < 0 ? "-" : "+";
    return sign + "%02d%02d".formatted(Math.abs(minutes) / 60, Math.abs(minutes) % 60);
  }
}
