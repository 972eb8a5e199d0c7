package org.espalier.engine.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * What JBatch leaves undone in its own tables, in the database that only this server uses: the
 * executions of a killed server stay STARTED for ever, and what was written in the half second
 * before a kill is not in H2's file yet. Where there is no such database (WildFly), there is
 * nothing to do. Stateless.
 */
final class JobRepository {
  private static final System.Logger LOG = System.getLogger(JobRepository.class.getName());
  private static final String DATA_SOURCE = "jdbc/batch";
  private static final List<String> END_STALE =
      List.of(
          """
          update jbatchexecutioninstancedata set batchstatus = 'FAILED', exitstatus = 'LOST', endtime = current_timestamp
          where batchstatus in ('STARTING', 'STARTED', 'STOPPING')
          """,
          """
          update jbatchstepexecutioninstancedata set batchstatus = 'FAILED', exitstatus = 'LOST', endtime = current_timestamp
          where batchstatus in ('STARTING', 'STARTED', 'STOPPING')
          """);

  private JobRepository() {}

  /** Ends what an earlier life of this server left. Called at boot, before the first job. */
  static void endStale() {
    use(
        "stale job executions were not looked for; there are none before the first job",
        connection -> {
          int jobs = update(connection, END_STALE.get(0));
          update(connection, END_STALE.get(1));
          if (jobs > 0) {
            LOG.log(
                System.Logger.Level.INFO,
                "{0} job executions of an earlier life of this server are marked as ended",
                jobs);
          }
        });
  }

  /**
   * Writes what H2 still holds in memory to its file. The number of an execution must not be noted
   * with a run before: after a kill it would belong to another execution. PostgreSQL needs no such
   * thing.
   */
  static void flush() {
    use(
        "the batch database was not flushed",
        connection -> {
          if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
            update(connection, "checkpoint");
          }
        });
  }

  private static int update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void use(String otherwise, Work work) {
    try (Connection connection =
        ((DataSource) new InitialContext().lookup(DATA_SOURCE)).getConnection()) {
      work.on(connection);
    } catch (NamingException e) {
      LOG.log(System.Logger.Level.DEBUG, "this server has no JBatch repository");
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, otherwise, e);
    }
  }

  private interface Work {
    void on(Connection connection) throws SQLException;
  }
}
