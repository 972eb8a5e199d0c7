package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.Authentication;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.peer.PeerTarget;
import org.espalier.json.Json;

/**
 * What the task asks for, checked.
 *
 * @param target the other node; its headers have the idempotency key, the same in every attempt, so
 *     that the tree is stored once
 * @param body the tree to submit
 */
record RemoteRequest(PeerTarget target, String body) {
  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static RemoteRequest read(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    PeerTarget target = PeerTarget.read(inputs, headers(inputs, context.idempotencyKey()));
    return new RemoteRequest(target.at(target.base().replaceAll("/api$", "")), body(inputs));
  }

  private static Map<String, String> headers(Inputs inputs, String idempotencyKey) {
    RequestHeaders headers = new RequestHeaders();
    headers.addAll(inputs, "headers");
    boolean hasHost = headers.has("Host");
    if (hasHost || headers.has("Last-Event-ID") || headers.has("Accept")) {
      throw new InvalidInputException(
          "inputs.headers.%s cannot be set; the executor sets it."
              .formatted(hasHost ? "Host" : "Accept or Last-Event-ID"));
    }
    String query =
        inputs
            .object("auth")
            .map(auth -> Authentication.read(new Inputs("inputs.auth", auth)))
            .map(auth -> auth.apply(headers))
            .orElse("");
    if (!query.isEmpty()) {
      throw new InvalidInputException("inputs.auth.location must be header.");
    }
    headers.setIfAbsent("Idempotency-Key", idempotencyKey);
    headers.set("inputs.headers", "Content-Type", "application/json");
    headers.setIfAbsent("User-Agent", "Espalier");
    return headers.values();
  }

  private static String body(Inputs inputs) {
    JsonNode tasks =
        inputs
            .value("tasks")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "inputs.tasks is required: give the tasks of the tree to run there."));
    if (!tasks.isArray() || tasks.isEmpty()) {
      inputs.refuse("tasks", "an array of tasks", tasks);
    }
    return Json.write(Json.object().set("tasks", tasks));
  }

  /** For messages. */
  String describe() {
    return "Tree on " + target.base();
  }
}
