package org.espalier.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        " 12 |PT12S",
        "3601|PT1H",
        "999999999|PT1H",
        "Thu, 01 Jan 2026 00:01:00 GMT|PT1M",
        "Wed, 31 Dec 2025 23:59:00 GMT|PT0S",
        "Thu, 01 Jan 2099 00:00:00 GMT|PT1H",
        "Thursday, 01-Jan-26 00:01:00 GMT|PT1M",
        "Thursday, 01-Jan-70 00:01:00 GMT|PT1H",
        "Monday, 01-Jan-79 00:01:00 GMT|PT0S",
        "Thu Jan  1 00:02:00 2026|PT2M",
        "Sun Nov 16 08:49:37 1994|PT0S",
        "thu, 1 jan 2026 00:00:30 gmt|PT30S"
      })
  void readsSecondsAndDates(String header, Duration expected) {
    assertThat(RetryAfter.parse(header, NOW)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999"})
  void ignoresOtherText(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEmpty();
  }
}
