package org.espalier.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The events of all runs, in the database: the one source of every stream, live or resumed.
 *
 * <p>A commit appends one row for each run of which something is to be told. Rows of one run become
 * visible in the order of their ids, because each commit holds the run's row lock. Across runs they
 * need not: a transaction may take id 7 and commit after the one with id 8. The reader of all runs
 * deals with that (see {@code api.feed}). Thread-safe.
 */
@ApplicationScoped
public class EventLog {
  private static final String APPEND =
      "insert into event (run_id, tree_id, at, events) values (?, ?, ?, ?)";
  private static final String OF_RUN =
      "select id, run_id, events from event where run_id = ? and id >= ? order by id limit ?";
  private static final String OF_ALL =
      "select id, run_id, events from event where id >= ? order by id limit ?";
  private static final String IDS = "select id from event where id > ? order by id";
  private static final String LAST = "select coalesce(max(id), 0) from event";

  private static final int IDS_PER_QUERY = 500;

  private Database database;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<TaskEvent>> commitListeners = new CopyOnWriteArrayList<>();

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected EventLog() {}

  @Inject
  public EventLog(Database database) {
    this.database = database;
  }

  /**
   * What one commit did to one run.
   *
   * @param id id of the row
   * @param runId the run
   * @param events JSON text: an array of events in the form of {@link TaskEvent#toJson}
   */
  public record Row(long id, UUID runId, String events) {}

  /** Appends rows, each the events of one run in this transaction; none may be empty. */
  public void append(Connection connection, List<List<TaskEvent>> eventsByRun) throws SQLException {
    if (eventsByRun.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
      for (List<TaskEvent> events : eventsByRun) {
        TaskEvent.Where where = events.get(0).where();
        insert.setObject(1, where.runId());
        insert.setObject(2, where.treeId());
        insert.setObject(3, where.at().atOffset(java.time.ZoneOffset.UTC));
        insert.setString(4, text(events));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The column {@code events} of a row that holds these. */
  public static String text(List<TaskEvent> events) {
    ArrayNode array = Json.array();
    events.forEach(event -> array.add(event.toJson()));
    return Json.write(array);
  }

  /**
   * Registers who is told, on the committing thread and without delay, that something was appended.
   */
  public void onAppend(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes a registration back. */
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /**
   * Registers who is told which events this node's loops have committed, on the committing thread:
   * it must not block.
   */
  public void onCommit(Consumer<TaskEvent> listener) {
    commitListeners.add(listener);
  }

  /** Takes a registration back. */
  public void removeCommitListener(Consumer<TaskEvent> listener) {
    commitListeners.remove(listener);
  }

  /** Whether anybody wants to know. */
  public boolean hasCommitListeners() {
    return !commitListeners.isEmpty();
  }

  /** Tells what was committed. */
  public void committed(TaskEvent event) {
    commitListeners.forEach(listener -> listener.accept(event));
  }

  /** Tells the listeners; called after the commit. */
  public void announce() {
    listeners.forEach(Runnable::run);
  }

  /**
   * Rows in the order of their ids.
   *
   * @param runId of this run; null for all runs
   * @param fromRow the lowest id wanted
   */
  public List<Row> read(@Nullable UUID runId, long fromRow, int limit) {
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(runId == null ? OF_ALL : OF_RUN)) {
      int next = 1;
      if (runId != null) {
        query.setObject(next++, runId);
      }
      query.setLong(next++, fromRow);
      query.setInt(next, limit);
      List<Row> rows = new ArrayList<>();
      collect(query, rows);
      return rows;
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /** Single rows in the order of their ids; those that are not there are left out. */
  public List<Row> readRows(Collection<Long> ids) {
    List<Row> rows = new ArrayList<>();
    List<Long> all = ids.stream().sorted().toList();
    for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
      readRows(all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY)), rows);
    }
    return rows;
  }

  private void readRows(List<Long> ids, List<Row> rows) {
    String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
    String sql = "select id, run_id, events from event where id in (" + marks + ") order by id";
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < ids.size(); i++) {
        query.setLong(i + 1, ids.get(i));
      }
      collect(query, rows);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  private static void collect(PreparedStatement query, List<Row> rows) throws SQLException {
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        rows.add(new Row(result.getLong(1), result.getObject(2, UUID.class), result.getString(3)));
      }
    }
  }

  /** The ids above this one that there are, in order. */
  public List<Long> idsAfter(long row) {
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(IDS)) {
      query.setLong(1, row);
      List<Long> ids = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          ids.add(result.getLong(1));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /** The highest id there is; 0 when there is none. */
  public long lastRow() {
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(LAST);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }
}
