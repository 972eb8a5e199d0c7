package org.espalier.executor.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.egress.EgressGuard;

/**
 * Sends single HTTP requests that are no task's, under the guard and the limits of {@code
 * rest_executor}. No redirects: what is meant for one place is not sent to another. Thread-safe;
 * holds connections until it is closed.
 */
public final class GuardedHttp implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_RESPONSE_BYTES = 1 << 20;

  private final HttpClients clients;

  public GuardedHttp(EgressGuard guard) {
    this.clients = new HttpClients(guard);
  }

  /**
   * A request.
   *
   * @param headers names and values; checked, so that they cannot smuggle anything in
   * @param timeout of the whole exchange
   */
  public record Message(
      String method, String url, Map<String, String> headers, byte[] body, Duration timeout) {}

  /**
   * How it went.
   *
   * @param status what the peer answered; empty when it did not
   * @param failure why it did not, in a sentence; empty when it did
   * @param canRepeat whether sending it again can help
   */
  public record Answer(Optional<Integer> status, Optional<String> failure, boolean canRepeat) {}

  /** Says what is wrong with a URL, in a sentence; empty when it can be sent to. */
  public static Optional<String> faultOf(String url) {
    try {
      TargetUrl.parse("It", url);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** Says what is wrong with a header, in a sentence; empty when it can be sent. */
  public static Optional<String> faultOf(String name, String value) {
    try {
      new RequestHeaders().add("headers", name, value);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** Sends a request; the token ends it early. */
  public Answer send(Message message, CancellationToken stop) throws InterruptedException {
    try {
      ExecutionOutcome outcome = new Exchange(clients, request(message)).run(stop);
      return answer(outcome);
    } catch (InvalidInputException e) {
      return new Answer(Optional.empty(), Optional.ofNullable(e.getMessage()), false);
    }
  }

  private static RestRequest request(Message message) {
    RequestHeaders headers = new RequestHeaders();
    message.headers().forEach((name, value) -> headers.add("headers", name, value));
    headers.setIfAbsent("User-Agent", "Espalier");
    headers.setIfAbsent("Accept", "*/*");
    Hop hop =
        new Hop(
            message.method(),
            TargetUrl.parse("url", message.url()),
            "",
            headers.values(),
            Optional.of(message.body()));
    Duration connect =
        message.timeout().compareTo(CONNECT_TIMEOUT) < 0 ? message.timeout() : CONNECT_TIMEOUT;
    return new RestRequest(hop, message.timeout(), connect, true, false, false, MAX_RESPONSE_BYTES);
  }

  private static Answer answer(ExecutionOutcome outcome) {
    if (outcome instanceof Succeeded succeeded) {
      int status = succeeded.result().path("status_code").intValue();
      boolean isPassing = status >= 500 || status == 408 || status == 425 || status == 429;
      return new Answer(Optional.of(status), Optional.empty(), isPassing);
    }
    if (outcome instanceof Failed failed) {
      return new Answer(Optional.empty(), Optional.of(failed.message()), failed.retryable());
    }
    return new Answer(Optional.empty(), Optional.of("It was interrupted."), true);
  }

  @Override
  public void close() {
    clients.close();
  }
}
