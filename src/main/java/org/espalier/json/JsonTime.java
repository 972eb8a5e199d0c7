package org.espalier.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The form of a point in time: ISO 8601, UTC, always six digits of the second. */
public final class JsonTime {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private JsonTime() {}

  /** The text of a point in time: {@code 2026-11-23T19:10:39.000120Z}. */
  public static String text(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
