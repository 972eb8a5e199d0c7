package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.RequestHeaders;

/**
 * What the task puts into the opening handshake.
 *
 * @param headers checked, so that they cannot smuggle anything in
 * @param subprotocols offered, the best first
 */
record Opening(Map<String, String> headers, List<String> subprotocols) {
  static Opening read(Inputs inputs, String idempotencyKey) {
    RequestHeaders headers = new RequestHeaders();
    headers.addAll(inputs, "headers");
    for (String name : headers.values().keySet()) {
      if (name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")) {
        throw new InvalidInputException(
            "inputs.headers.%s cannot be set; for subprotocols there is inputs.subprotocols."
                .formatted(name));
      }
    }
    headers.setIfAbsent("User-Agent", "Espalier");
    if (inputs.flag("idempotency_key").orElse(true)) {
      headers.setIfAbsent("Idempotency-Key", idempotencyKey);
    }
    return new Opening(headers.values(), subprotocols(inputs));
  }

  private static List<String> subprotocols(Inputs inputs) {
    List<String> names = new ArrayList<>();
    inputs
        .value("subprotocols")
        .ifPresent(
            given -> {
              if (given.isTextual()) {
                names.add(token(inputs, given));
              } else if (given.isArray()) {
                given.forEach(name -> names.add(token(inputs, name)));
              } else {
                inputs.refuse("subprotocols", "an array of names", given);
              }
            });
    return List.copyOf(names);
  }

  private static String token(Inputs inputs, JsonNode given) {
    return given.isTextual() && given.textValue().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
        ? given.textValue()
        : inputs.refuse("subprotocols", "an array of names (letters, digits, '-', '.')", given);
  }
}
