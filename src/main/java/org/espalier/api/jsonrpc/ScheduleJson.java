package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.espalier.tree.Task;

/** When a task is to run by itself, as callers of the protocol see it. */
final class ScheduleJson {
  private static final List<String> FIELDS =
      List.of(
          "schedule_type",
          "schedule_expression",
          "schedule_start_at",
          "schedule_end_at",
          "next_run_at",
          "last_run_at",
          "max_runs");

  private ScheduleJson() {}

  static void add(ObjectNode json, Task task) {
    FIELDS.forEach(json::putNull);
    json.put("schedule_enabled", false).put("run_count", 0);
  }
}
