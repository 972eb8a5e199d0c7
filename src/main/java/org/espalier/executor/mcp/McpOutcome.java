package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.http.NetworkFault;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/** Turns an answer, or what went wrong, into the outcome of the attempt. */
final class McpOutcome {
  private static final int INTERNAL_ERROR = -32_603;
  private static final int MAX_TEXT = 500;

  private final McpRequest request;

  McpOutcome(McpRequest request) {
    this.request = request;
  }

  ExecutionOutcome of(ObjectNode answer, McpSchema.InitializeResult server) {
    if (Json.writeCapped(answer, request.maxBytes()).text() == null) {
      return failed(
          "response_too_large",
          "the answer has more than %d bytes (inputs.max_bytes, at most espalier.executors.mcp.max-bytes)"
              .formatted(request.maxBytes()));
    }
    boolean isError = answer.path("isError").asBoolean(false);
    ObjectNode result = describe(!isError);
    result.set("result", answer);
    result
        .putObject("server")
        .put("name", server.serverInfo().name())
        .put("version", server.serverInfo().version())
        .put("protocol_version", server.protocolVersion());
    return isError ? toolError(answer, result) : new Succeeded(result);
  }

  private Failed toolError(ObjectNode answer, ObjectNode details) {
    String text = "it gives no reason";
    for (JsonNode content : answer.path("content")) {
      if (content.path("text").isTextual()) {
        text = shortened(content.path("text").textValue());
        break;
      }
    }
    return failed("tool_error", "the tool reports an error: " + text, false, details);
  }

  private ObjectNode describe(boolean success) {
    return Json.object()
        .put("success", success)
        .put("operation", request.operation().word())
        .put("transport", request.server().transport());
  }

  ExecutionOutcome stopped(StopSwitch.Reason reason) {
    return switch (reason) {
      case CANCELLED ->
          new Cancelled(request.describe() + " was ended because the attempt is to stop.");
      case TIMEOUT ->
          failed(
              "timeout",
              "no answer within %s seconds; raise inputs.timeout if it needs longer"
                  .formatted(seconds(request.timeout())),
              true,
              describe(false));
    };
  }

  /**
   * What is most telling comes first: the protocol's own error, then HTTP's, then the network's.
   */
  Failed failed(Throwable failure) {
    Optional<McpError> error = Causes.find(failure, McpError.class);
    if (error.isPresent() && error.get().getJsonRpcError() != null) {
      return rpcError(error.get().getJsonRpcError());
    }
    Optional<ServerFaultException> fault = Causes.find(failure, ServerFaultException.class);
    if (fault.isPresent()) {
      return fault(fault.get());
    }
    Optional<RefusedException> refusal = Causes.find(failure, RefusedException.class);
    return refusal.isPresent() ? refused(refusal.get()) : network(failure);
  }

  private Failed rpcError(McpSchema.JSONRPCResponse.JSONRPCError error) {
    ObjectNode details = describe(false).put("error_code", error.code());
    details.put("error", error.message());
    details.set("error_data", Json.valueOf(error.data()));
    String what = "the server answers error %d: %s".formatted(error.code(), error.message());
    return failed("rpc_error", shortened(what), error.code() == INTERNAL_ERROR, details);
  }

  /** A call whose answer is lost is not made again: a tool may have done what it is for. */
  private Failed fault(ServerFaultException fault) {
    boolean retryable =
        switch (fault.kind()) {
          case "server_ended" -> true;
          case "answer_lost" -> !(request.operation() instanceof Operation.CallTool);
          default -> false;
        };
    return failed(fault.kind(), text(fault), retryable, describe(false));
  }

  private Failed refused(RefusedException refusal) {
    String hint =
        refusal.status() == 401 || refusal.status() == 403
            ? "; check inputs.auth"
            : refusal.location().map(to -> " and redirects to " + to).orElse("");
    String reason = refusal.reason().isEmpty() ? "" : ": " + shortened(refusal.reason());
    return refused(
        refusal,
        refusal.isPassing(),
        "the server refuses with HTTP status %d%s%s".formatted(refusal.status(), hint, reason));
  }

  /** Of a server that forgets each session at once, such as several without a common memory. */
  Failed forgotten(RefusedException refusal) {
    return refused(
        refusal,
        true,
        "the server does not know the session it opened just before, twice (HTTP status %d); if there are several behind one address, a session must stay with one"
            .formatted(refusal.status()));
  }

  private Failed refused(RefusedException refusal, boolean retryable, String what) {
    ObjectNode details = describe(false).put("status_code", refusal.status());
    Failed plain = failed("http_" + refusal.status(), what, retryable, details);
    return new Failed(
        plain.kind(), plain.message(), plain.retryable(), refusal.retryAfter(), details);
  }

  private Failed network(Throwable failure) {
    Optional<NetworkFault> fault = NetworkFault.of(failure);
    if (fault.isPresent()) {
      return failed(fault.get().kind(), fault.get().what(), fault.get().retryable());
    }
    String what = text(failure);
    return what.toLowerCase(Locale.ROOT).contains("exceed")
        ? failed("response_too_large", what + " (inputs.max_bytes)")
        : failed("protocol", "the server does not keep to the protocol: " + what);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    String text =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    return shortened(text.replaceAll("\\b(?:[a-z0-9]+\\.)+[A-Z]\\w*(?:Exception|Error): ", ""));
  }

  private static String shortened(String text) {
    return Excerpt.of(text, MAX_TEXT, "... (truncated)");
  }

  private static String seconds(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : Double.toString(millis / 1_000.0);
  }

  private Failed failed(String kind, String what) {
    return failed(kind, what, false);
  }

  private Failed failed(String kind, String what, boolean retryable) {
    return failed(kind, what, retryable, describe(false));
  }

  private Failed failed(String kind, String what, boolean retryable, ObjectNode details) {
    String sentence = what.endsWith(".") ? what : what + ".";
    return new Failed(
        kind,
        "%s: %s".formatted(request.describe(), sentence),
        retryable,
        Optional.empty(),
        details);
  }
}
