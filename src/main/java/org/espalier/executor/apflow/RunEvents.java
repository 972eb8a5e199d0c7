package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.espalier.client.EventParser;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.TreeProgress;

/**
 * Reads the stream of an execution: the answer of the call, then events. {@code final} in the
 * events of tasks is not heeded: apflow sets it with each task that ends. Confined to a thread.
 */
final class RunEvents {
  /** A stream without even a comment for so long is taken for lost. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final TreeProgress progress;
  private final Map<String, String> names;
  private boolean sawEnd;

  RunEvents(TreeView tree, ProgressListener listener) {
    this.progress = new TreeProgress(listener, tree.tasks());
    this.names = tree.namesById();
  }

  /**
   * Reads to the end of the stream.
   *
   * @param answer takes the result of the call
   * @return whether the tree is over, rather than only the stream
   * @throws IOException when the connection was lost
   */
  boolean read(PeerClient peer, InputStream body, Consumer<JsonNode> answer) throws IOException {
    peer.readEvents(body, new EventParser(""), SILENCE, event -> isLast(event.data(), answer));
    return sawEnd;
  }

  private boolean isLast(JsonNode event, Consumer<JsonNode> answer) {
    String type = event.path("type").asText("");
    switch (type) {
      case "" -> answer.accept(RpcResult.of(event));
      case "final" -> sawEnd = true;
      case "stream_end", "error", "timeout" -> {
        return true;
      }
      default -> show(event);
    }
    return false;
  }

  private void show(JsonNode event) {
    String id = event.path("task_id").asText();
    boolean isOver = event.path("status").asText().equals("completed");
    String what = event.path("message").asText("");
    progress.show(
        id,
        event.path("progress").asDouble(isOver ? 1 : 0),
        names.getOrDefault(id, id)
            + ": "
            + (what.isEmpty() ? event.path("status").asText() : what));
  }
}
