package org.espalier.api.jsonrpc.method;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.espalier.api.http.Ids;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.json.field.FieldReader;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;

/**
 * Finds tasks by what callers call them: the id, or the caller's own id of the task, if that was no
 * UUID. Thread-safe.
 */
@ApplicationScoped
public class TaskFinder {
  @Inject TaskRepository tasks;

  /** For the container, which sets the fields. */
  public TaskFinder() {}

  Optional<Task> find(String text) {
    return Ids.parse(text).flatMap(tasks::findTask).or(() -> tasks.findByKey(text));
  }

  /**
   * The task that is called so.
   *
   * @throws RpcException when there is none
   */
  Task require(String text) {
    return find(text).orElseThrow(() -> new RpcException(unknown(text)));
  }

  /** The task that a call is about. */
  Task require(Params params) {
    return require(params.requireText("task_id", "id"));
  }

  static RpcError unknown(String text) {
    String shown = FieldReader.shorten(text);
    return RpcError.of(RpcCode.TASK_NOT_FOUND, "Task " + shown + " not found")
        .with("field", "task_id")
        .with("task_id", shown);
  }
}
