package org.espalier.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.chaos.Invariants;
import org.espalier.database.TestDatabase;
import org.espalier.engine.node.StoredRun;
import org.espalier.event.EventLog;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/** A run that had to be given up is over in every respect. */
interface RunAbandonmentContract {
  TestDatabase database();

  @Test
  default void leavesNothingOpenAndTellsEveryEnd() throws SQLException {
    StoredRun run = StoredRun.queued(database(), 3, 2, Instant.now());
    putIntoProgress(run);
    EventLog events = new EventLog(database().database());

    RunAbandonment.abandon(database().database(), events, run.runId, 1, "why");

    try (Connection connection = database().database().connect()) {
      assertThat(Invariants.violations(connection)).isEmpty();
    }
    assertThat(types(events, run.runId))
        .containsExactly("task.cancelled", "task.cancelled", "task.cancelled", "run.ended");
  }

  private void putIntoProgress(StoredRun run) {
    UUID node = UUID.randomUUID();
    String first = run.tasks.get(0).toString();
    for (String sql :
        List.of(
            "insert into node (id, name, started_at, lease_until) values ('%s', 'n', current_timestamp, current_timestamp + interval '60' second)"
                .formatted(node),
            "update tree set last_run_id = '%s' where id = '%s'".formatted(run.runId, run.treeId()),
            "update run set status = 'running', claimed_by = '%s', epoch = 1, started_at = current_timestamp, pending = 2, in_progress = 1 where id = '%s'"
                .formatted(node, run.runId),
            "update task set status = 'in_progress', attempts = 1 where id = '%s'".formatted(first),
            "insert into attempt (run_id, task_id, number, tree_id, epoch, status, started_at, node) values ('%s', '%s', 1, '%s', 1, 'in_progress', current_timestamp, 'n')"
                .formatted(run.runId, first, run.treeId()))) {
      assertThat(database().execute(sql)).isEqualTo(1);
    }
  }

  private static List<String> types(EventLog events, UUID runId) {
    List<String> types = new ArrayList<>();
    for (EventLog.Row row : events.read(runId, 0, 10)) {
      for (JsonNode event : Json.readForeign(row.events())) {
        types.add(event.get("type").textValue());
      }
    }
    return types;
  }
}
