package org.espalier.engine.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Points in time as an iCalendar writes them (RFC 5545, 3.3.5): in UTC, or local with the name of
 * the zone.
 *
 * @param zone in whose clock schedules are read
 */
record CalendarTime(ZoneId zone) {
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  private static final int LAST_YEAR = 9999;

  boolean isUtc() {
    return zone.normalized().equals(ZoneOffset.UTC);
  }

  /** The name of the zone, of characters that a parameter may have. */
  String zoneName() {
    return zone.getId().replace(":", "");
  }

  /** A property in the clock of the zone: {@code DTSTART;TZID=Europe/Berlin} and the like. */
  String property(String name) {
    return isUtc() ? name : name + ";TZID=" + zoneName();
  }

  /**
   * Whether a calendar can write it in that clock: the year has four digits, and a time that is
   * there twice means the first (RFC 5545, 3.3.5).
   */
  boolean hasLocal(Instant instant) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    return local.getYear() <= LAST_YEAR && local.atZone(zone).toInstant().equals(instant);
  }

  /** The value of such a property. */
  String local(Instant instant) {
    return isUtc() ? utc(instant) : local(LocalDateTime.ofInstant(instant, zone));
  }

  static String local(LocalDateTime time) {
    return LOCAL.format(time);
  }

  static String utc(Instant instant) {
    return LOCAL.format(instant.atOffset(ZoneOffset.UTC)) + "Z";
  }
}
