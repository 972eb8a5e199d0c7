package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Json;

/** The answers of a call: shown while they come, and the first of them kept. Used by one thread. */
final class Responses {
  private final boolean streamed;
  private final int maxBytes;
  private final ProgressListener progress;
  private final ArrayNode kept = Json.array();
  private long bytes;
  private long count;

  Responses(boolean streamed, int maxBytes, ProgressListener progress) {
    this.streamed = streamed;
    this.maxBytes = maxBytes;
    this.progress = progress;
  }

  void add(JsonNode message) {
    String text = Json.write(message);
    count++;
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes <= maxBytes) {
      kept.add(message);
    }
    if (streamed) {
      progress.output("messages", text + "\n");
      progress.progress(0, count + " messages");
    }
  }

  boolean isTruncated() {
    return kept.size() < count;
  }

  boolean isStream() {
    return streamed;
  }

  long count() {
    return count;
  }

  /** Adds them to a result: one as {@code response}, a stream as {@code responses}. */
  void describe(ObjectNode result) {
    if (!streamed) {
      result.set("response", kept.isEmpty() ? NullNode.instance : kept.get(0));
      return;
    }
    result.set("responses", kept);
    result.put("message_count", count);
    result.put("truncated", isTruncated());
  }
}
