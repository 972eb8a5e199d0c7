package org.espalier.engine.hook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.hook.HookFailure;
import org.espalier.hook.HookedTask;
import org.espalier.json.Excerpt;
import org.espalier.settings.SteadyClock;

/**
 * Puts the failure of a task's hook among the events of its run, while the run is not over. Hooks
 * of trees have no place there: most are called when the stream has ended. Thread-safe.
 */
@ApplicationScoped
public class HookFailureEvents implements HookFailure.Listener {
  private static final System.Logger LOG = System.getLogger(HookFailureEvents.class.getName());
  private static final int MAX_ERROR = 1_000;

  /** Events of a run are appended behind its lock, so that they are seen in their order. */
  private static final String LOCK_ACTIVE =
      "select id from run where id = ? and active_tree_id is not null for update";

  private Database database;
  private EventLog events;
  private SteadyClock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected HookFailureEvents() {}

  @Inject
  public HookFailureEvents(Database database, EventLog events, SteadyClock clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void failed(HookFailure failure) {
    failure.task().ifPresent(task -> append(task, failure));
  }

  private void append(HookedTask task, HookFailure failure) {
    String error = failure.error();
    TaskEvent event =
        new TaskEvent.TaskHookFailed(
            new TaskEvent.Where(task.runId(), task.treeId(), clock.instant()),
            new TaskEvent.Which(task.taskId(), task.name(), task.attempt()),
            failure.hook(),
            failure.phase(),
            Excerpt.of(error, MAX_ERROR));
    try {
      database.inEventTransaction(
          connection -> {
            if (isActive(connection, task.runId())) {
              events.append(connection, List.of(List.of(event)));
            }
          });
      events.announce();
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the failure of a hook is not among the events of run {0}: {1}",
          task.runId().toString(),
          e.toString());
    }
  }

  private static boolean isActive(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LOCK_ACTIVE)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        return result.next();
      }
    }
  }
}
