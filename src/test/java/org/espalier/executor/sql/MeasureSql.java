package org.espalier.executor.sql;

import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import org.espalier.database.TestDatabase;
import org.espalier.executor.Measuring;
import org.espalier.settings.SqlDataSource;
import org.espalier.settings.SqlSettings;

/** Prints what {@code sql_executor} costs beside JDBC, on a PostgreSQL on this machine. */
final class MeasureSql {
  private static final String QUERY = "select id, name from item where id = ?";

  private MeasureSql() {}

  public static void main(String[] args) throws Exception {
    TestDatabase database = TestDatabase.postgres();
    database.execute("create table item (id int primary key, name text)");
    database.execute("insert into item select g, 'item ' || g from generate_series(1, 1000) g");
    String url = database.url();
    SqlExecutor sql =
        SqlExecutor.standalone(
            new SqlSettings(
                Map.of("main", new SqlDataSource("", url, "postgres", "", "", 220, false)),
                false,
                false,
                10_000,
                4 << 20),
            database.database(),
            name -> database.dataSource());
    ObjectNode inputs =
        json("{'datasource':'main','parameters':[7],'timeout':60}").put("sql", QUERY);
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Measuring.perCall("JDBC", () -> query(connection));
      Measuring.perCall("sql_executor", () -> Measuring.succeed(sql, inputs.deepCopy()));
    }
    ObjectNode slow = json("{'datasource':'main','timeout':60,'sql':'select pg_sleep(1)'}");
    Measuring.atOnce("sql_executor, first, opening connections", sql, slow);
    Measuring.atOnce("sql_executor, again", sql, slow);
    sql.close();
    database.close();
    System.exit(0);
  }

  private static int query(Connection connection) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setInt(1, 7);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(2).length();
      }
    } finally {
      connection.commit();
    }
  }
}
