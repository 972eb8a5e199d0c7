package org.espalier.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a migration does, whatever the database. */
interface SchemaMigratorContract {
  /** A fresh database, migrated once. */
  TestDatabase database();

  @Test
  default void makesEveryTable() throws Exception {
    List<String> tables = new ArrayList<>();
    database()
        .database()
        .transaction(
            connection -> {
              try (ResultSet found =
                  connection
                      .getMetaData()
                      .getTables(null, null, "%", new String[] {"TABLE", "BASE TABLE"})) {
                while (found.next()) {
                  String schema = found.getString("TABLE_SCHEM");
                  if (schema.equalsIgnoreCase("public")) {
                    tables.add(found.getString("TABLE_NAME").toLowerCase());
                  }
                }
              }
              return null;
            });
    assertThat(tables)
        .containsExactlyInAnyOrder(
            "api_key",
            "approval",
            "attempt",
            "delivery",
            "effect",
            "espalier_schema",
            "event",
            "node",
            "run",
            "submission",
            "task",
            "tree",
            "webhook",
            "webhook_call");
  }

  @Test
  default void doesNothingTheSecondTime() throws Exception {
    SchemaMigrator migrator = new SchemaMigrator(database().database());
    int before = versions();
    migrator.migrate();
    assertThat(versions()).isEqualTo(before);
  }

  private int versions() throws Exception {
    return database()
        .database()
        .transaction(
            connection -> {
              try (var query = connection.createStatement();
                  ResultSet count =
                      query.executeQuery("select count(*) from \"espalier_schema\"")) {
                count.next();
                return count.getInt(1);
              }
            });
  }

  @Test
  default void refusesASchemaThatIsNewer() {
    database()
        .execute(
            """
            insert into "espalier_schema" ("installed_rank", "version", "description", "type", "script", "checksum",
              "installed_by", "execution_time", "success")
            values (900, '900', 'from the future', 'SQL', 'V900__from_the_future.sql', 1, 'test', 1, true)
            """);
    try {
      SchemaMigrator migrator = new SchemaMigrator(database().database());
      assertThatThrownBy(migrator::migrate)
          .isInstanceOf(SchemaTooNewException.class)
          .hasMessageContaining("900");
    } finally {
      database().execute("delete from \"espalier_schema\" where \"version\" = '900'");
    }
  }
}
