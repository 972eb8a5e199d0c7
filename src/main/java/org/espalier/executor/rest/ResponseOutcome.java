package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.json.Json;

/** Turns a response into the outcome of the attempt. */
final class ResponseOutcome {
  private ResponseOutcome() {}

  static ExecutionOutcome of(Answer response, boolean failOnStatus) {
    ObjectNode result = describe(response);
    if (response.status() < 400 || !failOnStatus) {
      return new Succeeded(result);
    }
    return new Failed(
        "http_" + response.status(),
        message(response),
        response.isRetryable(),
        response.retryAfter(),
        result);
  }

  private static String message(Answer response) {
    String reason = response.reason().isBlank() ? "" : " " + response.reason();
    return "%s answered %d%s. Set inputs.fail_on_status to false to take such answers as results."
        .formatted(response.hop().describe(), response.status(), reason);
  }

  /** Joined by commas some values cannot be told apart: that of Set-Cookie holds commas itself. */
  private static void addRepeated(Answer response, ObjectNode result) {
    ObjectNode repeated = Json.object();
    response
        .headers()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                values.forEach(repeated.withArray(name)::add);
              }
            });
    if (!repeated.isEmpty()) {
      result.set("header_values", repeated);
    }
  }

  private static ObjectNode describe(Answer response) {
    ObjectNode result =
        Json.object()
            .put("success", response.status() < 400)
            .put("status_code", response.status())
            .put("url", response.hop().url().toString());
    ObjectNode headers = result.putObject("headers");
    response.headers().keySet().forEach(name -> headers.put(name, response.header(name)));
    addRepeated(response, result);
    result.put("method", response.hop().method());
    ResponseBody.describe(response, result);
    return result;
  }
}
