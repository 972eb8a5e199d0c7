package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.espalier.database.TestDatabase;
import org.junit.jupiter.api.Test;

class TableStatisticsTest {
  private static final String TREES =
      "insert into tree (id, name, task_count, created_at) select gen_random_uuid(), 'a', 1, now() from generate_series(1, %d)";

  @Test
  void countsATableThatHasGrownAndLeavesALargeOneAlone() throws Exception {
    try (TestDatabase database = TestDatabase.postgres();
        Connection connection = database.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table tree set (autovacuum_enabled = off)");
      TableStatistics statistics = new TableStatistics(database.database());
      statement.execute(TREES.formatted(20_000));
      assertThat(statistics.look()).isLessThan(Duration.ofMinutes(1));
      assertThat(counted(statement)).isEqualTo(20_000);
      statement.execute(TREES.formatted(10));
      statistics.look();
      assertThat(counted(statement)).as("it has not grown much").isEqualTo(20_000);
      statement.execute(TREES.formatted(100_000));
      statistics.look();
      assertThat(counted(statement)).isEqualTo(120_010);
    }
  }

  private static long counted(Statement statement) throws Exception {
    try (ResultSet result =
        statement.executeQuery(
            "select reltuples::bigint from pg_class where oid = 'tree'::regclass")) {
      result.next();
      return result.getLong(1);
    }
  }
}
