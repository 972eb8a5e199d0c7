package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.espalier.executor.ExecutionOutcome.Failed;

/** What a status other than OK means for the attempt. */
final class CallEnd {
  private static final Metadata.Key<String> PUSHBACK = CallMetadata.text("grpc-retry-pushback-ms");

  private final GrpcRequest request;
  private final Status status;
  private final Metadata trailers;
  private final boolean isOverdue;

  /**
   * @param isOverdue whether the deadline of the attempt has passed
   */
  CallEnd(GrpcRequest request, Answer.End<?> end, boolean isOverdue) {
    this.request = request;
    this.isOverdue = isOverdue;
    this.status = end.status();
    this.trailers = end.trailers();
  }

  /**
   * The failure.
   *
   * @param connected whether the connection stood before
   */
  Failed failed(boolean connected, ObjectNode details) {
    Status.Code code = status.getCode();
    if (code == Status.Code.DEADLINE_EXCEEDED && isOverdue) {
      return failed(
          "timeout",
          true,
          "%s did not end within %s seconds; raise inputs.timeout if it needs longer."
              .formatted(request.describe(), request.timeout().toMillis() / 1_000.0),
          details);
    }
    if (code == Status.Code.UNAVAILABLE && !connected) {
      return unreachable(details);
    }
    if (code == Status.Code.RESOURCE_EXHAUSTED && isOurLimit()) {
      return failed(
          "response_too_large",
          false,
          "%s answered with a message larger than allowed (setting espalier.executors.grpc.max-response-bytes)."
              .formatted(request.describe()),
          details);
    }
    return failed(
        "grpc_" + code.name().toLowerCase(Locale.ROOT),
        isRetryable(code),
        "%s answered %s%s."
            .formatted(request.describe(), code, said().isEmpty() ? "" : ": " + said()),
        details);
  }

  /** As the gRPC documentation of status codes has it; what is not known to pass does not. */
  private static boolean isRetryable(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, DEADLINE_EXCEEDED -> true;
      case OK,
          CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  /** The library says the same in the server and here; only what a server says has trailers. */
  private boolean isOurLimit() {
    return trailers.keys().isEmpty() && said().startsWith("gRPC message exceeds");
  }

  private Failed unreachable(ObjectNode details) {
    Optional<Throwable> tls = cause(SSLException.class);
    if (tls.isPresent()) {
      return failed(
          "tls",
          false,
          "No secure connection to %s: %s. Check inputs.tls."
              .formatted(request.server().authority(), words(tls.get())),
          details);
    }
    String why = cause(IOException.class).map(CallEnd::words).orElse("no connection in time");
    return failed(
        "network",
        true,
        "No connection to %s: %s. Check inputs.server and inputs.tls."
            .formatted(request.server().authority(), why),
        details);
  }

  private Optional<Throwable> cause(Class<? extends Throwable> type) {
    for (Throwable t = status.getCause(); t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(t);
      }
    }
    return Optional.empty();
  }

  private static String words(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    int lastClass = message.lastIndexOf("Exception: ");
    String words = lastClass < 0 ? message : message.substring(lastClass + "Exception: ".length());
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  private String said() {
    String description = status.getDescription() == null ? "" : status.getDescription().strip();
    return description.endsWith(".")
        ? description.substring(0, description.length() - 1)
        : description;
  }

  private Failed failed(String kind, boolean retryable, String message, ObjectNode details) {
    return new Failed(kind, message, retryable, retryAfter(), details);
  }

  /** A server may say how long to wait (gRFC A6); negative means not to try again. */
  private Optional<Duration> retryAfter() {
    return Optional.ofNullable(trailers.get(PUSHBACK))
        .filter(text -> text.matches("[0-9]{1,7}"))
        .map(text -> Duration.ofMillis(Long.parseLong(text)));
  }
}
