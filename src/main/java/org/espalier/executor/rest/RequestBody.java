package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.http.FormText;
import org.espalier.json.Json;

/**
 * The body of a request: {@code json}, or else {@code data}, an object sent as a form or a string
 * sent as it is.
 */
record RequestBody(byte[] bytes, String contentType) {
  static Optional<RequestBody> read(Inputs inputs) {
    Optional<JsonNode> json = inputs.value("json");
    if (json.isPresent()) {
      return json.map(value -> of(Json.write(value), "application/json"));
    }
    return inputs.value("data").map(data -> ofData(inputs, data));
  }

  private static RequestBody ofData(Inputs inputs, JsonNode data) {
    if (data.isTextual()) {
      return of(data.textValue(), "text/plain; charset=UTF-8");
    }
    return data instanceof ObjectNode form
        ? of(FormText.of("inputs.data", form), "application/x-www-form-urlencoded")
        : inputs.refuse("data", "an object (a form) or a string", data);
  }

  private static RequestBody of(String text, String contentType) {
    return new RequestBody(text.getBytes(StandardCharsets.UTF_8), contentType);
  }
}
