package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.espalier.api.jsonrpc.Params;
import org.espalier.engine.edit.StateChange;
import org.espalier.engine.edit.TaskUpdates;
import org.espalier.json.Json;
import org.espalier.json.field.Violations;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/** Ends tasks that a caller does himself: they are in progress, and in no run. */
@ApplicationScoped
public class ManualCompletion {
  @Inject TaskUpdates updates;

  /** For the container, which sets the fields. */
  public ManualCompletion() {}

  /** Ends such a task by {@code success}, {@code result} and {@code error}; no other one. */
  void finish(Task task, Params params) {
    if (task.status() != TaskStatus.IN_PROGRESS || task.runId().isPresent()) {
      return;
    }
    boolean success = params.flag("success", true);
    Optional<String> error = success ? Optional.empty() : params.words("error");
    Optional<ObjectNode> result =
        success ? wrapped(params.json().path("result")) : Optional.empty();
    TaskStatus end = success ? TaskStatus.COMPLETED : TaskStatus.FAILED;
    updates.update(
        task.id(),
        Json.object(),
        new StateChange(Optional.of(end), Optional.empty(), result, error),
        new Violations(1));
  }

  /** What is no object stands in one, as everywhere. */
  static Optional<ObjectNode> wrapped(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    if (given instanceof ObjectNode object) {
      return Optional.of(object);
    }
    ObjectNode wrapped = Json.object();
    wrapped.set("result", given);
    return Optional.of(wrapped);
  }
}
