package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import org.espalier.client.StreamEvent;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.peer.TreeProgress;

/** Shows the events of the remote run as progress and output of the task. Confined to a thread. */
final class RunEvents {
  private final ProgressListener listener;
  private final TreeProgress progress;

  RunEvents(ProgressListener listener, JsonNode tree) {
    this.listener = listener;
    this.progress = new TreeProgress(listener, tree.path("tasks"));
  }

  void show(StreamEvent event) {
    JsonNode data = event.data();
    String name = data.path("name").asText();
    if (event.type().equals("task.output")) {
      String text = data.path("text").asText();
      listener.output(name + "/" + data.path("stream").asText(), text);
    } else if (data.path("task_id").isTextual()) {
      String what = data.path("message").asText(data.path("status").asText());
      progress.show(
          data.path("task_id").textValue(), data.path("progress").asDouble(), name + ": " + what);
    }
  }
}
