package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.espalier.client.StreamEvent;
import org.espalier.executor.ProgressListener;

/** Shows the events of the remote tree as progress and output of the task. Confined to a thread. */
final class RemoteProgress {
  private final ProgressListener listener;
  private final int tasks;
  private final Map<String, Double> progress = new HashMap<>();

  /** For a tree of so many tasks. */
  RemoteProgress(ProgressListener listener, JsonNode tree) {
    this.listener = listener;
    this.tasks = Math.max(1, tree.path("tasks").size());
    for (JsonNode task : tree.path("tasks")) {
      progress.put(task.path("id").asText(), task.path("progress").asDouble());
    }
  }

  void show(StreamEvent event) {
    JsonNode data = event.data();
    String name = data.path("name").asText();
    if (event.type().equals("task.output")) {
      String text = data.path("text").asText();
      listener.output(name + "/" + data.path("stream").asText(), text);
    } else if (data.path("task_id").isTextual()) {
      progress.put(data.path("task_id").textValue(), data.path("progress").asDouble());
      double sum = progress.values().stream().mapToDouble(Double::doubleValue).sum();
      String what = data.path("message").asText(data.path("status").asText());
      listener.progress(sum / tasks, name + ": " + what);
    }
  }
}
