package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.peer.PeerTarget;
import org.espalier.json.Json;

/**
 * What the task asks for, checked.
 *
 * @param target the other node
 * @param method of the protocol, such as {@code tasks.execute}
 * @param params an object or an array
 * @param isFollowed whether an execution is waited for
 * @param pollInterval how long between two questions where the stream broke off
 * @param key the idempotency key, the same in every attempt
 * @param isFirstAttempt whether nothing can have been sent before
 */
record ApiRequest(
    PeerTarget target,
    String method,
    JsonNode params,
    boolean isFollowed,
    Duration pollInterval,
    String key,
    boolean isFirstAttempt) {
  static final String KEY_HEADER = "Idempotency-Key";

  private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST_POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_POLL_INTERVAL = Duration.ofMinutes(10);

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static ApiRequest read(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    RequestHeaders headers = headers(inputs);
    String key = headers.values().getOrDefault(KEY_HEADER, context.idempotencyKey());
    headers.values().remove(KEY_HEADER);
    JsonNode params = params(inputs);
    return new ApiRequest(
        PeerTarget.read(inputs, headers.values()),
        inputs.requireText("method"),
        params,
        isSet(inputs, "wait_for_completion")
            || isSet(inputs, "use_streaming")
            || params.path("use_streaming").asBoolean(),
        pollInterval(inputs),
        key,
        context.attempt() == 1);
  }

  private static boolean isSet(Inputs inputs, String field) {
    return inputs.flag(field).orElse(false);
  }

  private static RequestHeaders headers(Inputs inputs) {
    RequestHeaders headers = new RequestHeaders();
    headers.addAll(inputs, "headers");
    if (headers.has("Host")) {
      throw new InvalidInputException("inputs.headers.Host cannot be set; the executor sets it.");
    }
    inputs
        .text("auth_token")
        .filter(token -> !token.isBlank())
        .ifPresent(token -> headers.set("inputs", "Authorization", "Bearer " + token));
    headers.set("inputs.headers", "Content-Type", "application/json");
    headers.set("inputs.headers", "Accept", "application/json, text/event-stream");
    headers.setIfAbsent("User-Agent", "Espalier");
    return headers;
  }

  private static JsonNode params(Inputs inputs) {
    JsonNode params = inputs.value("params").orElseGet(Json::object);
    return params.isContainerNode()
        ? params
        : inputs.refuse("params", "an object or an array", params);
  }

  private static Duration pollInterval(Inputs inputs) {
    Duration given = inputs.seconds("poll_interval", DEFAULT_POLL_INTERVAL, LONGEST_POLL_INTERVAL);
    return given.compareTo(SHORTEST_POLL_INTERVAL) < 0 ? SHORTEST_POLL_INTERVAL : given;
  }

  boolean isExecution() {
    return method.equals("tasks.execute");
  }

  /** For messages. */
  String describe() {
    return method + " on " + target.base();
  }

  /** A result that says what was called. */
  ObjectNode result(boolean success) {
    return Json.object()
        .put("success", success)
        .put("base_url", target.base())
        .put("method", method);
  }
}
