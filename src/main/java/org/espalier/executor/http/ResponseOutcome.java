package org.espalier.executor.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/** Turns a response into the outcome of the attempt. */
final class ResponseOutcome {
  private ResponseOutcome() {}

  static ExecutionOutcome of(Response response, boolean failOnStatus) {
    ObjectNode result = describe(response);
    if (response.status() < 400 || !failOnStatus) {
      return new Succeeded(result);
    }
    boolean retryable = isRetryable(response.status());
    Optional<Duration> retryAfter =
        retryable
            ? RetryAfter.parse(response.header("retry-after"), Instant.now())
            : Optional.empty();
    return new Failed(
        "http_" + response.status(), message(response), retryable, retryAfter, result);
  }

  static boolean isRetryable(int status) {
    return status >= 500 || status == 408 || status == 425 || status == 429;
  }

  private static String message(Response response) {
    String reason = response.reason().isBlank() ? "" : " " + response.reason();
    return "%s answered %d%s. Set inputs.fail_on_status to false to take such answers as results."
        .formatted(response.hop().describe(), response.status(), reason);
  }

  private static ObjectNode describe(Response response) {
    ObjectNode result =
        Json.object()
            .put("success", response.status() < 400)
            .put("status_code", response.status())
            .put("url", response.hop().url().toString());
    ObjectNode headers = result.putObject("headers");
    response.headers().forEach(headers::put);
    result.put("method", response.hop().method());
    ResponseBody.describe(response, result);
    return result;
  }
}
