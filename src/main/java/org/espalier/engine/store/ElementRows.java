package org.espalier.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.tree.Task;

/**
 * Stores and deletes tasks made for elements of lists in JDBC batches, inside the caller's
 * transaction. Stateless.
 */
public final class ElementRows {
  private static final String INSERT =
      """
      insert into task (id, tree_id, ordinal, parent_id, element, user_id, name, executor, priority, dependencies,
        inputs, params, schemas, retry, timeout_ms, at_most_once, created_at, updated_at, status, progress, attempts,
        run_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)
      """;
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
        fill(Statements.fill(insert), task);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void fill(Statements fields, Task task) throws SQLException {
    fields
        .id(task.id())
        .id(task.treeId())
        .number(task.ordinal())
        .id(task.parentId().orElse(null))
        .number(task.element().orElseThrow())
        .text(task.userId().orElse(null))
        .text(task.name())
        .text(task.executor())
        .number(task.priority())
        .text(task.dependenciesJson())
        .text(task.inputs())
        .text(task.params().orElse(null))
        .text(task.schemas().orElse(null))
        .text(task.retryJson().orElse(null))
        .number(task.timeout().map(Duration::toMillis).orElse(null))
        .flag(task.isAtMostOnce())
        .instant(task.createdAt())
        .instant(task.updatedAt())
        .text(task.status().word())
        .id(task.runId().orElse(null));
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
