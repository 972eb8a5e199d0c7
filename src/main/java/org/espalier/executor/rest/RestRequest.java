package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.http.Authentication;
import org.espalier.executor.http.CallAdvice;
import org.espalier.executor.http.FormText;
import org.espalier.executor.http.Hop;
import org.espalier.executor.http.HttpCall;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsInputs;

/**
 * What the task asks for, checked.
 *
 * @param failOnStatus whether 4xx and 5xx are failures
 */
record RestRequest(HttpCall call, boolean failOnStatus) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

  /**
   * Reads inputs and params; the inputs win.
   *
   * @throws org.espalier.executor.InvalidInputException naming the first field that is wrong
   */
  static RestRequest read(ExecutionContext context, int siteMaxResponseBytes) {
    Inputs inputs = Inputs.of(context);
    Inputs params = Inputs.paramsOf(context);
    Duration timeout = timeout(inputs, "timeout", DEFAULT_TIMEOUT);
    Duration connectTimeout = timeout(inputs, "connect_timeout", DEFAULT_CONNECT_TIMEOUT);
    HttpCall call =
        new HttpCall(
            hop(inputs, params, context.idempotencyKey()),
            timeout,
            connectTimeout,
            flag(inputs, params, "verify"),
            TlsInputs.read(inputs).or(() -> TlsInputs.read(params)),
            flag(inputs, params, "follow_redirects"),
            (int)
                inputs.wholeNumber(
                    "max_response_bytes", siteMaxResponseBytes, 1, siteMaxResponseBytes),
            advice(timeout, connectTimeout));
    return new RestRequest(call, inputs.flag("fail_on_status").orElse(true));
  }

  private static CallAdvice advice(Duration timeout, Duration connectTimeout) {
    return new CallAdvice(
        "inputs.url",
        "inputs.timeout",
        timeout,
        "inputs.connect_timeout",
        connectTimeout,
        "Ask the server for less, or raise inputs.max_response_bytes; its limit here is the setting"
            + " espalier.executors.rest.max-response-bytes.",
        CallAdvice.VERIFY);
  }

  private static Hop hop(Inputs inputs, Inputs params, String idempotencyKey) {
    TargetUrl url =
        TargetUrl.parse("inputs.url", inputs.requireText("url"))
            .withQuery(FormText.of(inputs, "params"));
    RequestHeaders headers = new RequestHeaders();
    headers.addAll(params, "headers");
    headers.addAll(inputs, "headers");
    Optional<byte[]> body = RequestBody.read(inputs, headers);
    String secretQuery = authenticate(inputs, params, headers);
    if (inputs.flag("idempotency_key").orElse(true)) {
      headers.setIfAbsent("Idempotency-Key", idempotencyKey);
    }
    headers.setIfAbsent("User-Agent", "Espalier");
    headers.setIfAbsent("Accept", "*/*");
    Map<String, String> sent = headers.values();
    return new Hop(RequestHeaders.method(inputs), url, secretQuery, sent, body);
  }

  private static String authenticate(Inputs inputs, Inputs params, RequestHeaders headers) {
    Optional<ObjectNode> own = inputs.object("auth");
    Inputs where = own.isPresent() ? inputs : params;
    return where
        .object("auth")
        .map(auth -> Authentication.read(new Inputs(where.where() + ".auth", auth)))
        .map(auth -> auth.apply(headers))
        .orElse("");
  }

  private static Duration timeout(Inputs inputs, String field, Duration fallback) {
    Duration given = inputs.seconds(field, fallback, LONGEST_TIMEOUT);
    return given.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : given;
  }

  private static boolean flag(Inputs inputs, Inputs params, String field) {
    return inputs.flag(field).or(() -> params.flag(field)).orElse(true);
  }
}
