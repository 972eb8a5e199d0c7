package org.espalier.client;

import java.util.Optional;
import org.espalier.json.Json;

/**
 * Puts the lines of a {@code text/event-stream} together to events (WHATWG HTML, section 9.2.6).
 *
 * <p>Comments and unknown fields are dropped, and so is an event without data. One parser per
 * connection; not thread-safe.
 */
public final class EventParser {
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id;

  /** A parser that continues behind the event with this id; empty at the beginning. */
  public EventParser(String lastId) {
    this.id = lastId;
  }

  /** Takes the next line, without its end; answers the event that it completes. */
  public Optional<StreamEvent> line(String line) {
    if (line.isEmpty()) {
      return complete();
    }
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    take(field, value.startsWith(" ") ? value.substring(1) : value);
    return Optional.empty();
  }

  private void take(String field, String value) {
    switch (field) {
      case "data" -> data.append(value).append('\n');
      case "event" -> type = value;
      case "id" -> id = value;
      default -> {
        // A comment (its field is empty), retry, or something newer than this client.
      }
    }
  }

  private Optional<StreamEvent> complete() {
    String text = data.toString();
    String name = type.isEmpty() ? "message" : type;
    data.setLength(0);
    type = "";
    return text.isBlank()
        ? Optional.empty()
        : Optional.of(new StreamEvent(id, name, Json.readForeign(text)));
  }
}
