package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.schedule.ScheduleQuery;
import org.espalier.engine.schedule.Schedules;
import org.espalier.json.Json;
import org.espalier.schedule.ScheduleType;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/** Schedules: list, begin, complete, export. The engine starts due tasks by itself. */
@ApplicationScoped
public class ScheduleMethods implements RpcMethods {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  @Inject TaskFinder finder;
  @Inject Schedules schedules;
  @Inject ManualCompletion manual;
  @Inject TaskJson json;

  /** For the container, which sets the fields. */
  public ScheduleMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "tasks.scheduled.list", this::list,
        "tasks.scheduled.due", this::due,
        "tasks.scheduled.init", this::init,
        "tasks.scheduled.complete", this::complete,
        "tasks.scheduled.export-ical", this::export);
  }

  private RpcResult list(RpcCall call) {
    return new RpcResult.Value(json.of(schedules.list(query(call.named()))));
  }

  private static ScheduleQuery query(Params params) {
    Optional<ScheduleType> type = params.constant("schedule_type", ScheduleType.class);
    Optional<TaskStatus> status = params.status("status");
    return new ScheduleQuery(
        params.flag("enabled_only", true),
        type.map(Set::of).orElse(Set.of()),
        status.map(Set::of).orElse(Set.of()),
        params.text("user_id"),
        limit(params),
        params.wholeNumber("offset", 0, 0, Integer.MAX_VALUE),
        Optional.empty());
  }

  private static int limit(Params params) {
    return params.wholeNumber("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
  }

  private RpcResult due(RpcCall call) {
    Params params = call.named();
    return new RpcResult.Value(
        json.of(schedules.due(params.instant("before"), params.text("user_id"), limit(params))));
  }

  private RpcResult init(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    return new RpcResult.Value(json.of(schedules.init(task.id(), params.instant("from_time"))));
  }

  private RpcResult complete(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    manual.finish(task, params);
    return new RpcResult.Value(
        json.of(schedules.complete(task.id(), params.flag("calculate_next_run", true))));
  }

  private RpcResult export(RpcCall call) {
    Params params = call.named();
    Schedules.Calendar calendar =
        schedules.calendar(
            query(params),
            params.text("calendar_name").orElse("Espalier"),
            params.text("base_url"));
    ObjectNode answer = Json.object();
    return new RpcResult.Value(
        answer.put("ical_content", calendar.text()).put("task_count", calendar.count()));
  }
}
