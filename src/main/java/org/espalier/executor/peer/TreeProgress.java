package org.espalier.executor.peer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.espalier.executor.ProgressListener;

/** Shows how far the tasks of a remote tree are, as progress of the task. Confined to a thread. */
public final class TreeProgress {
  private final ProgressListener listener;
  private final int tasks;
  private final Map<String, Double> progress = new HashMap<>();

  /**
   * Of a tree.
   *
   * @param tasks {@code [{"id": string, "progress": number, ...}]}
   */
  public TreeProgress(ProgressListener listener, Iterable<JsonNode> tasks) {
    this.listener = listener;
    for (JsonNode task : tasks) {
      progress.put(task.path("id").asText(), task.path("progress").asDouble());
    }
    this.tasks = Math.max(1, progress.size());
  }

  /** Shows one task's progress, 0 to 1. */
  public void show(String taskId, double value, String text) {
    progress.put(taskId, value);
    double sum = progress.values().stream().mapToDouble(Double::doubleValue).sum();
    listener.progress(sum / tasks, text);
  }
}
