package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcErrors;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.engine.edit.StateChange;
import org.espalier.engine.edit.TaskUpdates;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.security.CallerScope;
import org.espalier.security.Permission;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TaskPatcher;

/** Reads what a call wants to change of a task, in both forms, and has it changed. */
@ApplicationScoped
public class TaskUpdate {
  private static final int MAX_FAULTS = 100;
  private static final int MAX_ERROR = 10_000;
  private static final Set<String> FIXED = Set.of("id", "parent_id", "user_id", "created_at");
  private static final Set<String> CLEARED_BY_EMPTY_TEXT =
      Set.of("schedule_type", "schedule_expression");

  @Inject TaskUpdates updates;
  @Inject TreeEditor editor;

  /** For the container, which sets the fields. */
  public TaskUpdate() {}

  /**
   * Changes a task by {@code {"task_id", "updates": {...}}} or by fields beside the id.
   *
   * @throws RpcException with all that is wrong; nothing was changed
   */
  Task apply(Task task, Params params) {
    ObjectNode changes = params.object("updates").orElse(params.json()).deepCopy();
    if (!params.has("updates")) {
      changes.remove(List.of("task_id", "id"));
    }
    Violations violations = new Violations(MAX_FAULTS);
    refuseFixed(task, changes, violations);
    StateChange state = state(task, changes, violations);
    if (!state.isEmpty()) {
      // What became of a task is what others go by.
      CallerScope.current().require(Permission.OPERATE);
    }
    try {
      ObjectNode definition = definition(changes);
      if (violations.isEmpty() && state.isEmpty() && TaskPatcher.isOfScheduleOnly(definition)) {
        return editor.patch(task.id(), definition); // also while a run is on
      }
      return updates.update(task.id(), definition, state, violations);
    } catch (InvalidRequestException e) {
      throw failed(task, changes, e, state);
    }
  }

  private static void refuseFixed(Task task, ObjectNode changes, Violations violations) {
    for (String field : FIXED) {
      if (changes.has(field) && !changes.get(field).equals(TaskFields.of(task).get(field))) {
        violations.add(
            "/" + field, ViolationCode.READ_ONLY, "'%s' of a task cannot be changed.", field);
      }
    }
  }

  private static ObjectNode definition(ObjectNode changes) {
    ObjectNode definition = changes.deepCopy();
    definition.retain(TaskPatcher.CHANGEABLE);
    for (String field : CLEARED_BY_EMPTY_TEXT) {
      if (definition.path(field).isTextual() && definition.get(field).textValue().isEmpty()) {
        definition.putNull(field);
      }
    }
    return definition;
  }

  private static StateChange state(Task task, ObjectNode changes, Violations violations) {
    FieldReader fields = new FieldReader(changes, "", violations);
    Optional<TaskStatus> status =
        Optional.ofNullable(fields.constant("status", TaskStatus.class))
            .filter(to -> to != task.status());
    Double progress = fields.number("progress", 0, 1);
    boolean saysNothing = changes.path("error").asText("x").isBlank();
    String error = saysNothing ? null : fields.text("error", MAX_ERROR);
    return new StateChange(
        status,
        Optional.ofNullable(progress).filter(to -> to != task.progress()),
        ManualCompletion.wrapped(changes.path("result")),
        Optional.ofNullable(error).filter(to -> !to.equals(task.error().orElse(null))));
  }

  /** Below the top a sentence does not name its field by itself. */
  private static String placed(TreeViolation violation, ObjectNode changes) {
    List<String> steps = JsonPointers.steps(violation.pointer());
    return steps.size() < 2
        ? violation.message()
        : FaultPlace.fields(changes, steps).substring(2) + ": " + violation.message();
  }

  private static RpcException failed(
      Task task, ObjectNode changes, InvalidRequestException e, StateChange state) {
    RpcError error = RpcErrors.of(e, "").error();
    StringBuilder text = new StringBuilder("Update failed:");
    for (TreeViolation violation : e.violations()) {
      text.append("\n- ").append(placed(violation, changes));
    }
    RpcError told =
        new RpcError(error.code(), text.toString(), error.details())
            .with("task_id", task.id().toString());
    if (error.code() == RpcCode.INVALID_STATE_TRANSITION) {
      String to = state.status().orElse(task.status()).word();
      told =
          told.with("current_status", task.status().word())
              .with("attempted_transition", task.status().word() + " -> " + to);
    }
    return new RpcException(told);
  }
}
