package org.espalier.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "40001, true, true",
    "40P01, true, true",
    "57014, true, true",
    "55P03, true, true",
    "HYT00, true, true",
    "40003, true, false",
    "08006, true, false",
    "57P01, true, false",
    "53300, true, false",
    "90067, true, false",
    "23505, false, false",
    "22001, false, false",
    "42601, false, false",
    "HY000, false, false",
    ", false, false"
  })
  void tellsWhatPassesAndWhatWasRolledBack(String state, boolean isPassing, boolean isRolledBack) {
    SQLException failure = new SQLException("x", state);

    assertThat(SqlFailures.isPassing(failure)).as("passing").isEqualTo(isPassing);
    assertThat(SqlFailures.isRolledBack(failure)).as("rolled back").isEqualTo(isRolledBack);
  }
}
