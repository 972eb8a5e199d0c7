package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Json;

/**
 * What was received, up to a limit; shows each message to those who watch. Confined to a thread.
 */
final class Transcript {
  private final ProgressListener progress;
  private final Optional<Integer> expected;
  private final int maxBytes;
  private final ArrayNode kept = Json.array();
  private Optional<JsonNode> last = Optional.empty();
  private long bytes;
  private long count;

  /**
   * An empty one.
   *
   * @param expected how many messages are waited for, if that is known
   * @param maxBytes messages beyond this are counted, but not kept
   */
  Transcript(ProgressListener progress, Optional<Integer> expected, int maxBytes) {
    this.progress = progress;
    this.expected = expected;
    this.maxBytes = maxBytes;
  }

  /** Takes a message; answers its number, 1 for the first. */
  long add(Message message) {
    count++;
    bytes += message.payload().length;
    JsonNode json = message.json();
    last = Optional.of(json);
    if (bytes <= maxBytes) {
      kept.add(json);
    }
    progress.output("messages", message.line() + "\n");
    expected.ifPresent(
        all -> progress.progress((double) count / all, "%d of %d messages".formatted(count, all)));
    return count;
  }

  boolean isTruncated() {
    return kept.size() < count;
  }

  /** The last message is told even when it is beyond the limit: it may be the one waited for. */
  void describe(ObjectNode result) {
    result.set("response", last.orElse(Json.object().nullNode()));
    result.set("responses", kept);
    result.put("message_count", count);
    if (isTruncated()) {
      result.put("truncated", true);
      result.put("dropped_messages", count - kept.size());
    }
  }
}
