package org.espalier.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @CsvSource({
    "40001, SERIALIZATION, false, false",
    "40P01, DEADLOCK, false, false",
    "55P03, LOCK_TIMEOUT, false, false",
    "HYT00, LOCK_TIMEOUT, false, false",
    "57014, CANCELLED, false, false",
    "25006, READ_ONLY, false, false",
    "08006, CONNECTION, false, false",
    "57P01, CONNECTION, false, false",
    "90098, CONNECTION, false, false",
    "53300, OVERLOADED, false, false",
    "23505, CONSTRAINT, true, true",
    "23503, CONSTRAINT, false, true",
    "22001, INVALID_DATA, false, true",
    "21000, INVALID_DATA, false, false",
    "42601, INVALID_SQL, false, false",
    "0A000, INVALID_SQL, false, false",
    "28P01, AUTHENTICATION, false, false",
    "3D000, AUTHENTICATION, false, false",
    "HY000, OTHER, false, false",
    "X, OTHER, false, false",
    ", OTHER, false, false"
  })
  void saysWhatAFailureIsAbout(
      String state, SqlFailures.Meaning meaning, boolean isDuplicate, boolean isOfData) { // #10
    SQLException failure = new SQLException("x", state);

    assertThat(SqlFailures.meaning(failure)).isEqualTo(meaning);
    assertThat(SqlFailures.isDuplicate(failure)).as("duplicate").isEqualTo(isDuplicate);
    assertThat(SqlFailures.isOfData(failure)).as("of data").isEqualTo(isOfData);
  }

  @Test
  void knowsTheStateThatOurOwnSchemaRaises() { // #10
    assertThat(SqlFailures.isRefusedByUs(new SQLException("x", "ES001"))).isTrue();
    assertThat(SqlFailures.isRefusedByUs(new SQLException("x"))).isFalse();
  }
}
