package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.chaos.Invariants.Violation;
import org.espalier.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The script finds each kind of damage, and nothing in a database that is sound. */
interface InvariantsContract {
  TestDatabase database();

  @Test
  default void findsNothingInASoundDatabase() throws SQLException {
    assertThat(violationsAfter(List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  default void findsPlanted(Damage damage) throws SQLException {
    assertThat(violationsAfter(damage.statements()))
        .as("what is found after %s", damage.statements())
        .extracting(Violation::invariant)
        .contains(damage.invariant());
  }

  @Test
  default void eachInvariantHasItsDamage() {
    Set<String> names =
        Pattern.compile("^(?:union all )?select '([a-z_]+)'", Pattern.MULTILINE)
            .matcher(Invariants.script())
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names)
        .hasSizeGreaterThan(25)
        .isEqualTo(
            List.of(Damage.values()).stream()
                .map(Damage::invariant)
                .collect(Collectors.toCollection((Supplier<TreeSet<String>>) TreeSet::new)));
  }

  /** The damage is done in a transaction that is rolled back. */
  private List<Violation> violationsAfter(List<String> statements) throws SQLException {
    try (Connection connection = database().database().connect()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        for (String sql : SoundRows.STATEMENTS) {
          statement.execute(sql);
        }
        for (String sql : statements) {
          assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
        return Invariants.violations(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
