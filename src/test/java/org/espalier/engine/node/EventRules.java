package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.espalier.engine.node.StoredState.Run;
import org.espalier.engine.node.StoredState.TaskOfTree;
import org.espalier.json.Json;
import org.espalier.tree.TaskStatus;

/** What must be true of the events of every run, as they are appended. */
final class EventRules {
  private static final String NEW = "select id, run_id, events from event where id > ? order by id";

  private final Map<UUID, Story> stories = new HashMap<>();
  private final Map<String, Integer> seen = new TreeMap<>();
  private long last;

  /** What was told of one run. */
  private static final class Story {
    final Map<String, TaskStatus> ends = new HashMap<>();
    String lastOfRun = "";
  }

  void readOn(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NEW)) {
      query.setLong(1, last);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getLong(1);
          Story story = stories.computeIfAbsent(row.getObject(2, UUID.class), id -> new Story());
          Json.read(row.getString(3)).forEach(event -> tell(story, event));
        }
      }
    }
  }

  private void tell(Story story, JsonNode event) {
    String type = event.get("type").textValue();
    seen.merge(type, 1, Integer::sum);
    unless(!story.lastOfRun.equals("run.ended"), "nothing follows run.ended", "%s", event);
    if (type.startsWith("run.")) {
      story.lastOfRun = type;
      return;
    }
    unless(
        !story.lastOfRun.equals("run.paused") && !story.lastOfRun.equals("run.waiting")
            || type.equals("task.decided"),
        "nothing happens in a run that is paused or parked, but a decision",
        "%s",
        event);
    String task = event.get("task_id").textValue();
    unless(!story.ends.containsKey(task), "a task ends once", "%s", event);
    TaskStatus status = TaskStatus.ofWord(event.get("status").textValue());
    if (status.isTerminal() && !type.equals("task.retrying")) {
      story.ends.put(task, status);
    }
  }

  /** After the end of everything: each run's events tell what the database holds. */
  void checkEnd(StoredState state) {
    for (Run run : state.runs().values()) {
      Story story = stories.getOrDefault(run.id(), new Story());
      unless(
          run.status().isTerminal() == story.lastOfRun.equals("run.ended"),
          "the last event of a run is run.ended",
          "%s: %s",
          run,
          story.lastOfRun);
      for (TaskOfTree task : state.tasksOf(run.id())) {
        TaskStatus told = story.ends.get(task.id().toString());
        unless(
            task.status().isTerminal() ? task.status() == told : told == null,
            "every end of a task has its event",
            "%s: %s",
            task,
            told);
      }
    }
  }

  /** How often each type of event was met. */
  Map<String, Integer> seen() {
    return seen;
  }
}
