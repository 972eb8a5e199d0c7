package org.espalier.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.store.TreeRun;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;

/** What a caller that started a run is answered, in the shapes of the reference. */
@ApplicationScoped
public class TriggerAnswers {
  @Inject TaskRepository tasks;
  @Inject RunEnd runEnd;

  /** For the container, which sets the fields. */
  public TriggerAnswers() {}

  /** {@code {"success", "status", "task_id", "message", "run_id"}}: it is on its way. */
  public ObjectNode triggered(UUID taskId, UUID runId) {
    return Json.object()
        .put("success", true)
        .put("status", "triggered")
        .put("task_id", taskId.toString())
        .put("message", "Run %s was queued.".formatted(runId))
        .put("run_id", runId.toString());
  }

  /**
   * {@code {"success", "status", "task_id", "result", "error", "children", "run_id"}}: how it
   * ended. A run that takes longer than the patience goes on, and is answered as {@link
   * #triggered}.
   */
  public ObjectNode ended(UUID taskId, UUID runId, Duration patience) throws InterruptedException {
    Optional<TreeRun> run = runEnd.await(runId, patience);
    if (run.isEmpty()) {
      return triggered(taskId, runId);
    }
    Task task = tasks.requireTask(taskId);
    ObjectNode answer =
        Json.object()
            .put("success", task.status() == TaskStatus.COMPLETED)
            .put("status", task.status().word())
            .put("task_id", taskId.toString());
    answer.set("result", task.result().map(Json::read).orElse(null));
    answer.put("error", task.error().or(() -> run.get().error()).orElse(null));
    ArrayNode children = answer.putArray("children");
    tasks.childrenOf(taskId).stream()
        .sorted(Comparator.comparing(Task::ordinal))
        .forEach(child -> describe(child, children.addObject()));
    return answer.put("run_id", runId.toString());
  }

  private static void describe(Task task, ObjectNode json) {
    json.put("task_id", task.id().toString())
        .put("name", task.name())
        .put("status", task.status().word())
        .put("error", task.error().orElse(null));
  }
}
