package org.espalier.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kinds of schedule, as the AI Partner Up Flow Protocol names them. */
public enum ScheduleType {
  /** One point in time: {@code 2026-12-24T18:00:00Z}. */
  ONCE,
  /** So many seconds apart: {@code 3600}. */
  INTERVAL,
  /** Five fields of cron: {@code 0 9 * * 1-5}. */
  CRON,
  /** A time of day: {@code 09:30}. */
  DAILY,
  /** Days of the week and a time: {@code 1,3,5 09:00} or {@code mon,wed,fri@09:00}. */
  WEEKLY,
  /** Days of the month and a time: {@code 1,15 09:00} or {@code 1,15@09:00}. */
  MONTHLY;

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of a word of the database. */
  public static ScheduleType ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
