package org.espalier.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.tree.Task;
import org.espalier.tree.TaskColumn;

/**
 * Stores and deletes tasks made for elements of lists in JDBC batches, inside the caller's
 * transaction. Stateless.
 */
public final class ElementRows {
  private static final List<TaskColumn> COLUMNS = TaskColumn.ofElement();
  private static final String INSERT = TaskColumn.insert(COLUMNS);
  private static final String DELETE = "delete from task where id = ?";
  private static final String GROW = "update tree set task_count = task_count + ? where id = ?";

  private ElementRows() {}

  public static void write(Connection connection, List<RunChanges> changes) throws SQLException {
    for (RunChanges change : changes) {
      if (!change.made().isEmpty()) {
        insert(connection, change.made());
      }
      if (!change.removed().isEmpty()) {
        delete(connection, change.removed());
      }
      if (change.growth() != 0) {
        try (PreparedStatement update = connection.prepareStatement(GROW)) {
          Statements.fill(update).number(change.growth()).id(change.treeId());
          update.executeUpdate();
        }
      }
    }
  }

  private static void insert(Connection connection, List<Task> tasks) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Task task : tasks) {
        TaskColumn.fill(Statements.fill(insert), COLUMNS, task);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Deletes tasks of that kind, and nothing that hangs on them. */
  static void delete(Connection connection, List<UUID> tasks) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      for (UUID task : tasks) {
        Statements.fill(delete).id(task);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }
}
