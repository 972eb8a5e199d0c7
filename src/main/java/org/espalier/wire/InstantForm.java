package org.espalier.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.time.Instant;
import org.espalier.json.JsonTime;

/** Writes points in time as {@link JsonTime} does. */
final class InstantForm extends JsonSerializer<Instant> {
  @Override
  public void serialize(Instant instant, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeString(JsonTime.text(instant));
  }
}
