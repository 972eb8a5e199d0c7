package org.espalier.executor.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One message on its way: until the server has taken it or, when it asks for something, until the
 * answer is there, be it on a stream that ends and is gone on with. It is posted once. Thread-safe.
 */
final class HttpDelivery {
  private static final int MOST_FAILURES = 3;
  private static final int REASON_BYTES = 8_192;

  private final HttpTransport transport;
  private final JSONRPCMessage message;
  private final StreamPosition position = new StreamPosition();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean isTaken;

  HttpDelivery(HttpTransport transport, JSONRPCMessage message) {
    this.transport = transport;
    this.message = message;
  }

  /** Completed at the end of the way. */
  CompletableFuture<Void> post(String text) {
    boolean hadSession = transport.endpoint().hasSession();
    transport
        .send(transport.endpoint().post(text), this::body)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                broken(failure, 0);
              } else {
                posted(response, hadSession);
              }
            });
    return done;
  }

  private HttpResponse.BodySubscriber<String> body(HttpResponse.ResponseInfo head) {
    if (!isGood(head.statusCode())) {
      return BodyReader.first(REASON_BYTES);
    }
    isTaken = true;
    if (isRequest(McpSchema.METHOD_INITIALIZE)) {
      transport.endpoint().open(head.headers());
    }
    return switch (Media.of(head.headers())) {
      case EVENTS -> events();
      case JSON -> BodyReader.whole(transport.maxBytes());
      case OTHER -> BodyReader.first(0);
    };
  }

  private EventReader events() {
    return new EventReader(transport.maxBytes(), position, this::receive);
  }

  private static boolean isGood(int status) {
    return status >= 200 && status < 300;
  }

  private void posted(HttpResponse<String> response, boolean hadSession) {
    if (!isGood(response.statusCode())) {
      done.completeExceptionally(new RefusedException(response, hadSession));
    } else if (!(message instanceof McpSchema.JSONRPCRequest)) {
      done.complete(null);
    } else {
      answered(response);
    }
  }

  private void answered(HttpResponse<String> response) {
    switch (Media.of(response.headers())) {
      case EVENTS -> streamEnded();
      case JSON -> {
        try {
          if (!response.body().isBlank()) {
            receive(response.body());
          }
          fail(ServerFaultException.protocol("it gives no answer to " + method()));
        } catch (ServerFaultException e) {
          fail(e);
        }
      }
      case OTHER -> fail(notReadable(response));
    }
  }

  private ServerFaultException notReadable(HttpResponse<String> response) {
    Optional<String> type = response.headers().firstValue("Content-Type");
    String what = type.map(word -> "the content type " + word).orElse("no content type");
    return ServerFaultException.protocol(
        response.statusCode() == 202
            ? "it accepts %s with status 202 and gives no answer".formatted(method())
            : "it answers %s with %s, where application/json or text/event-stream is expected"
                .formatted(method(), what));
  }

  /** Hands on a message of the server; its answer to ours is the end. */
  private void receive(String text) throws ServerFaultException {
    JSONRPCMessage received = transport.parse(text);
    if (message instanceof McpSchema.JSONRPCRequest request
        && received instanceof McpSchema.JSONRPCResponse response) {
      answer(request, response);
    } else {
      transport.hand(received);
    }
  }

  private void answer(McpSchema.JSONRPCRequest request, McpSchema.JSONRPCResponse response) {
    boolean isOurs = String.valueOf(request.id()).equals(String.valueOf(response.id()));
    if (isOurs && isRequest(McpSchema.METHOD_INITIALIZE)) {
      transport.agree(response);
    }
    transport.hand(response);
    if (isOurs) {
      done.complete(null);
    }
  }

  /** A stream may end before the answer; the rest is asked for after its last event. */
  private void streamEnded() {
    if (position.lastEventId().isEmpty()) {
      fail(
          ServerFaultException.answerLost(
              "it ends its stream and gives no answer to %s, which may have had its effect"
                  .formatted(method())));
    } else {
      goOn(0);
    }
  }

  private void goOn(int failures) {
    if (!done.isDone()) {
      transport.later(position.retry(), () -> ask(failures));
    }
  }

  private void ask(int failures) {
    transport
        .send(transport.endpoint().stream(position.lastEventId()), this::streamBody)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                broken(failure, failures + 1);
              } else {
                streamed(response, failures + 1);
              }
            });
  }

  private HttpResponse.BodySubscriber<String> streamBody(HttpResponse.ResponseInfo head) {
    boolean isStream = isGood(head.statusCode()) && Media.of(head.headers()) == Media.EVENTS;
    return isStream ? events() : BodyReader.first(REASON_BYTES);
  }

  private void streamed(HttpResponse<String> response, int failures) {
    int status = response.statusCode();
    if (isGood(status) && Media.of(response.headers()) == Media.EVENTS) {
      goOn(0);
    } else if (new RefusedException(response, true).isPassing() && failures < MOST_FAILURES) {
      goOn(failures);
    } else {
      fail(
          ServerFaultException.answerLost(
              "it ends its stream before the answer to %s, which may have had its effect, and answers the request to go on with status %d"
                  .formatted(method(), status)));
    }
  }

  /** The connection broke: before the message was taken, or on a stream. */
  private void broken(Throwable failure, int failures) {
    Throwable inner = failure.getCause();
    Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
    boolean canGoOn = isTaken && position.lastEventId().isPresent() && failures < MOST_FAILURES;
    if (canGoOn && !(cause instanceof ServerFaultException)) {
      goOn(failures);
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable failure) {
    done.completeExceptionally(failure);
  }

  private boolean isRequest(String method) {
    return message instanceof McpSchema.JSONRPCRequest && method().equals(method);
  }

  private String method() {
    return message instanceof McpSchema.JSONRPCRequest request ? request.method() : "a message";
  }
}
