package org.espalier.executor.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three forms of a date that a recipient must read (RFC 9110 section 5.6.7). */
final class HttpDate {
  private static final String TIME = " HH:mm:ss";

  private HttpDate() {}

  /** The point in time; empty when it is none. The day of the week says nothing more. */
  static Optional<Instant> parse(String text, Instant now) {
    String date = text.strip().replaceAll(" +", " ").replaceFirst("^[A-Za-z]+,? ", "");
    for (DateTimeFormatter form : forms(now)) {
      try {
        return Optional.of(form.parse(date, Instant::from));
      } catch (DateTimeException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static List<DateTimeFormatter> forms(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return List.of(
        form(plain("d MMM yyyy" + TIME + " 'GMT'")),
        form(rfc850(today)),
        form(plain("MMM d" + TIME + " yyyy")));
  }

  private static DateTimeFormatterBuilder plain(String pattern) {
    return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
  }

  /** A year of two digits is none that is more than 50 years ahead. */
  private static DateTimeFormatterBuilder rfc850(LocalDate today) {
    return plain("d-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, today.minusYears(49))
        .appendPattern(TIME + " 'GMT'");
  }

  private static DateTimeFormatter form(DateTimeFormatterBuilder form) {
    return form.toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }
}
