package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A text that is JSON already and is passed on as it is.
 *
 * @param text JSON that Espalier wrote
 */
public record RawJson(@JsonValue @JsonRawValue String text) {

  /** The text as JSON; null for none. */
  public static @Nullable RawJson of(Optional<String> text) {
    return text.map(RawJson::new).orElse(null);
  }

  /** A value as JSON. */
  public static RawJson of(JsonNode value) {
    return new RawJson(Json.write(value));
  }
}
