package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.schedule.ScheduleType;
import org.espalier.tree.Task;

/** When a task is to run by itself, as callers of the protocol see it. */
final class ScheduleJson {
  private ScheduleJson() {}

  static void add(ObjectNode json, Task task) {
    ScheduleDefinition schedule = task.schedule().definition();
    TaskFields.text(
        json, "schedule_type", Optional.ofNullable(schedule.type()).map(ScheduleType::word));
    json.put("schedule_expression", schedule.expression());
    json.put("schedule_enabled", schedule.enabled());
    TaskFields.time(json, "schedule_start_at", Optional.ofNullable(schedule.startAt()));
    TaskFields.time(json, "schedule_end_at", Optional.ofNullable(schedule.endAt()));
    TaskFields.time(json, "next_run_at", task.schedule().nextRunAt());
    TaskFields.time(json, "last_run_at", task.schedule().lastRunAt());
    json.put("max_runs", schedule.maxRuns()).put("run_count", task.schedule().runCount());
  }
}
