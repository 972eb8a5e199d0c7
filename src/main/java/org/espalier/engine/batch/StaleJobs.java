package org.espalier.engine.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Ends the job executions that a killed server left STARTED: Payara's JBatch never does, and they
 * would mislead whoever looks at the server's jobs. Touches JBatch's own tables, in the database
 * that only this server uses; where there is none (WildFly), there is nothing to do.
 */
final class StaleJobs {
  private static final System.Logger LOG = System.getLogger(StaleJobs.class.getName());
  private static final String REPOSITORY = "jdbc/batch";
  private static final List<String> END =
      List.of(
          """
          update jbatchexecutioninstancedata set batchstatus = 'FAILED', exitstatus = 'LOST', endtime = current_timestamp
          where batchstatus in ('STARTING', 'STARTED', 'STOPPING')
          """,
          """
          update jbatchstepexecutioninstancedata set batchstatus = 'FAILED', exitstatus = 'LOST', endtime = current_timestamp
          where batchstatus in ('STARTING', 'STARTED', 'STOPPING')
          """);

  private StaleJobs() {}

  /** Called at boot, before this server has started a job. */
  static void end() {
    try (Connection connection =
            ((DataSource) new InitialContext().lookup(REPOSITORY)).getConnection();
        Statement statement = connection.createStatement()) {
      int jobs = statement.executeUpdate(END.get(0));
      statement.executeUpdate(END.get(1));
      if (jobs > 0) {
        LOG.log(
            System.Logger.Level.INFO,
            "{0} job executions of an earlier life of this server are marked as ended",
            jobs);
      }
    } catch (NamingException e) {
      LOG.log(System.Logger.Level.DEBUG, "this server has no JBatch repository to tidy");
    } catch (SQLException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "stale job executions were not looked for; there are none before the first job",
          e);
    }
  }
}
