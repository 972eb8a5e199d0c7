package org.espalier.api.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.event.EventLog.Row;
import org.espalier.event.EventPosition;
import org.espalier.json.Json;

/**
 * One event as it goes over the wire. The bytes are shared between clients and must not be changed.
 *
 * @param type name of the event: {@code task.completed}
 * @param json the event, in the form of {@link org.espalier.event.TaskEvent#toJson}
 * @param bytes {@code id}, {@code event} and {@code data} lines and the empty line behind them
 */
public record EventFrame(
    EventPosition position, UUID treeId, String type, JsonNode json, byte[] bytes) {
  private static final String RUN_ENDED = "run.ended";

  /** The frames of a row, in order. */
  static List<EventFrame> of(Row row) {
    List<EventFrame> frames = new ArrayList<>();
    for (JsonNode event : Json.read(row.events())) {
      frames.add(of(new EventPosition(row.id(), frames.size()), event));
    }
    return frames;
  }

  private static EventFrame of(EventPosition position, JsonNode event) {
    String type = event.path("type").asText();
    UUID treeId = UUID.fromString(event.path("tree_id").asText());
    String text = "id: " + position + "\nevent: " + type + "\ndata: " + Json.write(event) + "\n\n";
    return new EventFrame(position, treeId, type, event, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it is the last event of its run. */
  public boolean endsRun() {
    return type.equals(RUN_ENDED);
  }
}
