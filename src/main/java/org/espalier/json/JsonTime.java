package org.espalier.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The form of a point in time: ISO 8601, UTC, always six digits of the second; and which of them
 * are taken from callers. Databases, calendars and the four digits of a year each end elsewhere.
 */
public final class JsonTime {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** The last point in time that is taken, in microseconds as databases keep them. */
  public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /** Those that are taken, for messages. */
  public static final String YEARS = "in the years 1970 to 9999";

  private JsonTime() {}

  /** Whether a point in time is from 1970 to the end of 9999, in UTC. */
  public static boolean isWithinYears(Instant instant) {
    return !instant.isBefore(Instant.EPOCH)
        && !instant.truncatedTo(ChronoUnit.MICROS).isAfter(LAST);
  }

  /** The text of a point in time: {@code 2026-11-23T19:10:39.000120Z}. */
  public static String text(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
