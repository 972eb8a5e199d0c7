package org.espalier.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.espalier.schedule.ScheduleType;
import org.espalier.settings.ScheduleSettings;
import org.espalier.settings.ScheduleSettings.Missed;
import org.espalier.settings.ScheduleSettings.Overlap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueDecisionTest {
  private static final Instant DUE = Instant.parse("2026-11-25T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "RUN_ONCE, SKIP, DAILY, 0, false, RUN",
    "RUN_ONCE, SKIP, DAILY, 60, false, RUN",
    "RUN_ONCE, SKIP, DAILY, 86400, false, RUN",
    "SKIP, SKIP, DAILY, 60, false, RUN",
    "SKIP, SKIP, DAILY, 61, false, PASS_MISSED",
    "SKIP, SKIP, ONCE, 61, false, PASS_MISSED",
    "RUN_ONCE, SKIP, DAILY, 0, true, PASS_OVERLAPPING",
    "RUN_ONCE, WAIT, DAILY, 0, true, WAIT",
    "RUN_ONCE, SKIP, ONCE, 0, true, WAIT",
    "SKIP, WAIT, DAILY, 61, true, PASS_MISSED",
  })
  void decides(
      Missed missed,
      Overlap overlap,
      ScheduleType type,
      int lateSeconds,
      boolean isBeingRun,
      DueDecision expected) {
    ScheduleSettings settings =
        new ScheduleSettings(
            ZoneOffset.UTC, missed, Duration.ofMinutes(1), overlap, Duration.ofSeconds(1));
    assertThat(DueDecision.of(settings, type, DUE, DUE.plusSeconds(lateSeconds), isBeingRun))
        .isEqualTo(expected);
  }
}
