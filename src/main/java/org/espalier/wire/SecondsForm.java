package org.espalier.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** Writes a duration as a number of seconds, without a fraction where it has none. */
final class SecondsForm extends JsonSerializer<Duration> {
  @Override
  public void serialize(Duration duration, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (duration.getNano() == 0) {
      out.writeNumber(duration.getSeconds());
    } else {
      BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
      out.writeNumber(seconds);
    }
  }
}
