package org.espalier.engine.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.database.Database;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.ParkedQuestion;
import org.espalier.engine.node.ClaimStore.ClaimedRow;
import org.espalier.engine.store.ApprovalStore;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.jspecify.annotations.Nullable;

/** Loads what a node needs to take up a run it has just claimed. Thread-safe. */
final class RunLoader {
  private final Database database;
  private final Function<UUID, List<Task>> tasksOfTree;

  RunLoader(Database database, Function<UUID, List<Task>> tasksOfTree) {
    this.database = database;
    this.tasksOfTree = tasksOfTree;
  }

  ClaimedRun load(ClaimedRow row) throws SQLException {
    List<Task> tasks = tasksOfTree.apply(row.treeId());
    return new ClaimedRun(
        row.id(),
        row.treeId(),
        row.epoch(),
        row.revision(),
        row.status(),
        row.request(),
        inputs(row.inputs()),
        row.startedAt(),
        tasks,
        database.transaction(connection -> ClaimStore.history(connection, row.id())),
        row.options(),
        row.cancellations(),
        decisions(row, tasks));
  }

  /** Nothing is asked of the database for a run that waits for no decision. */
  private List<Decision> decisions(ClaimedRow row, List<Task> tasks) throws SQLException {
    boolean isUndecided =
        tasks.stream()
            .anyMatch(
                task ->
                    ParkedQuestion.isIn(task.parked().orElse(null), task.retryAt().orElse(null)));
    return isUndecided
        ? database.transaction(connection -> ApprovalStore.decisions(connection, row.id()))
        : List.of();
  }

  private static Map<UUID, ObjectNode> inputs(@Nullable String text) {
    if (text == null) {
      return Map.of();
    }
    Map<UUID, ObjectNode> inputs = new HashMap<>();
    Json.readObject(text)
        .properties()
        .forEach(e -> inputs.put(UUID.fromString(e.getKey()), (ObjectNode) e.getValue()));
    return inputs;
  }
}
