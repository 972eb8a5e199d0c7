package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.Authentication;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.http.TargetUrl;
import org.espalier.json.Json;

/**
 * What the task asks for, checked.
 *
 * @param base of the other node, without {@code /api} and without a slash at its end
 * @param headers of every request; among them the idempotency key, the same in every attempt, so
 *     that the tree is stored once
 * @param body the tree to submit
 * @param timeout of everything
 * @param connectTimeout of each connection
 * @param verify whether certificates are checked
 */
record RemoteRequest(
    String base,
    Map<String, String> headers,
    String body,
    Duration timeout,
    Duration connectTimeout,
    boolean verify) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static RemoteRequest read(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    return new RemoteRequest(
        base(inputs),
        headers(inputs, context.idempotencyKey()),
        body(inputs),
        positive(inputs.seconds("timeout", DEFAULT_TIMEOUT, LONGEST)),
        positive(inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, LONGEST)),
        inputs.flag("verify").orElse(true));
  }

  private static Duration positive(Duration given) {
    return given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }

  private static String base(Inputs inputs) {
    TargetUrl url = TargetUrl.parse("inputs.base_url", inputs.requireText("base_url"));
    if (!url.query().isEmpty()) {
      throw new InvalidInputException("inputs.base_url must not have a query.");
    }
    return url.withoutQuery().replaceAll("/+$", "").replaceAll("/api$", "");
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
    return "Tree on " + base;
  }
}
