package org.espalier.executor.sql;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.naming.InitialContext;
import org.espalier.database.Database;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SqlSettings;

/**
 * Runs SQL statements in one transaction on a data source that an administrator named, and returns
 * rows or counts. What runs in the database is cancelled there when the attempt is.
 *
 * <p>One instance for the life of the application. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class SqlExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(SqlExecutor.class, "sql_executor.json");
  private static final String NOTHING_TO_USE =
      "No data source is configured: name some with espalier.executors.sql.datasources.";

  @Inject EspalierSettings allSettings;
  @Inject Database database;

  private SqlSettings settings;
  private DataSources dataSources;
  private int maxResultBytes;
  private ConnectionSource ownSource;
  private Deadlines deadlines;
  private final Sessions sessions = new Sessions();

  /** An executor outside a container, ready to use. */
  static SqlExecutor standalone(SqlSettings settings, Database database, DataSources.Lookup jndi) {
    SqlExecutor executor = new SqlExecutor();
    executor.database = database;
    executor.begin(settings, EspalierSettings.defaults().engine().maxResultBytes(), jndi);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(
        allSettings.executors().sql(),
        allSettings.engine().maxResultBytes(),
        InitialContext::doLookup);
  }

  private void begin(SqlSettings given, int largestResult, DataSources.Lookup jndi) {
    settings = given;
    maxResultBytes = largestResult;
    deadlines = new Deadlines("espalier-sql-deadlines");
    dataSources = new DataSources(given, jndi);
    ownSource = new OwnSource(database);
  }

  @PreDestroy
  void close() {
    deadlines.close();
    dataSources.close();
  }

  @Override
  public ExecutorType type() {
    boolean isUsable = settings.ownDatabase() || !settings.dataSources().isEmpty();
    return isUsable ? TYPE : TYPE.unavailable(NOTHING_TO_USE);
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      String source = SqlTask.read(draft, settings).dataSource();
      if (!source.equals(SqlSettings.OWN_DATABASE)) {
        dataSources.requireSettings(source);
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    try {
      SqlTask task = SqlTask.read(context, settings);
      ConnectionSource source = source(task);
      if (source.isEmbedded()) {
        EmbeddedRules.check(task, settings);
      }
      return source.isEmbedded()
          ? OwnThread.call(() -> run(task, context, source))
          : run(task, context, source);
    } catch (SQLException e) {
      return SqlFailure.connecting(e, context.inputs().path("datasource").asText());
    }
  }

  private ConnectionSource source(SqlTask task) throws SQLException {
    boolean isOwn = task.dataSource().equals(SqlSettings.OWN_DATABASE);
    return isOwn ? ownSource : dataSources.require(task.dataSource());
  }

  private ExecutionOutcome run(SqlTask task, ExecutionContext context, ConnectionSource source) {
    return new SqlAttempt(task, context, deadlines, sessions).run(source, ending(task, context));
  }

  private Ending ending(SqlTask task, ExecutionContext context) {
    if (!task.transactional()) {
      return new PlainEnding(task);
    }
    EffectStore effects = EffectStore.of(context, database.isEmbedded());
    return new ExactlyOnceEnding(effects, context.cancellation(), maxResultBytes);
  }
}
